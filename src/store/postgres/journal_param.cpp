#include "store/postgres/journal_param.hpp"

#include "store/postgres/literal.hpp"

namespace tessera::store::postgres {
namespace {

// A quoted field of a composite value that is itself a quoted array element: a quote is doubled by
// the first and escaped by the second, a backslash likewise.
void append_quoted(std::string& out, std::string_view text) {
  out += "\\\"";
  for (const char c : text) {
    if (c == '"') {
      out += "\\\"\\\"";
    } else if (c == '\\') {
      out += "\\\\\\\\";
    } else {
      out += c;
    }
  }
  out += "\\\"";
}

void append_row(std::string& out, const audit::SealedRow& row) {
  const auto optional_id = [](const std::optional<Uuid>& id) { return id ? to_string(*id) : ""; };
  out += "\"(" + to_string(row.id) + ',';
  append_quoted(out, render_timestamptz(row.time));
  out += ',' + to_string(row.boot) + ',' + std::to_string(row.n) + ',';
  append_quoted(out, row.type);
  out += ',' + optional_id(row.actor) + ',' + optional_id(row.subject) + ',';
  append_quoted(out, row.body);
  out += ',';
  append_quoted(out, render_bytea(row.mac));
  out += ")\"";
}

}  // namespace

Param journal_param(std::span<const audit::SealedRow> rows) {
  std::string out = "{";
  for (const auto& row : rows) {
    if (out.size() > 1) out += ',';
    append_row(out, row);
  }
  Param param(out + "}");
  if (!rows.empty() && rows.front().dry_run) param.rehearse(rows.front().boot);
  return param;
}

}  // namespace tessera::store::postgres
