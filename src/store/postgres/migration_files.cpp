#include "store/postgres/migration_files.hpp"

#include <algorithm>
#include <charconv>
#include <regex>
#include <set>
#include <stdexcept>

#include <tessera/base/bytes.hpp>
#include <tessera/crypto/digest.hpp>

#include "migrations.hpp"

namespace tessera::store::postgres {
namespace {

[[noreturn]] void defect(std::string_view path, const std::string& what) {
  throw std::logic_error("migration " + std::string(path) + ": " + what);
}

bool take_number(std::string_view& text, int& out) {
  const auto r = std::from_chars(text.data(), text.data() + text.size(), out);
  if (r.ec != std::errc() || out < 0) return false;
  text.remove_prefix(static_cast<std::size_t>(r.ptr - text.data()));
  return true;
}

bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

// The value of "-- key: value" among the comment lines at the top.
std::optional<std::string> header(std::string_view text, std::string_view key) {
  while (text.starts_with("--")) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (take(line, "-- ") && take(line, key) && take(line, ": ")) return std::string(line);
  }
  return std::nullopt;
}

Migration parse_one(const embedded::File& file) {
  Migration out;
  std::string_view name = file.path;
  if (!name.ends_with(".sql")) defect(file.path, "is not NNNN_name.sql");
  name.remove_suffix(4);
  if (!take_number(name, out.version) || !take(name, "_"))
    defect(file.path, "is not NNNN_name.sql");
  out.name = name;
  out.text = file.data;
  out.checksum = to_hex(crypto::sha256(as_bytes(file.data)));
  out.oldest_binary =
      header(file.data, "oldest-binary").value_or(header(file.data, "oldest binary").value_or(""));
  if (!parse_version(out.oldest_binary)) defect(file.path, "does not say its oldest-binary");
  const auto transaction = header(file.data, "transaction");
  if (transaction && *transaction != "none") defect(file.path, "transaction can only be none");
  out.transactional = !transaction;
  return out;
}

}  // namespace

std::optional<Version> parse_version(std::string_view text) {
  Version v;
  const bool ok = take_number(text, v.major) && take(text, ".") && take_number(text, v.minor) &&
                  take(text, ".") && take_number(text, v.patch) && text.empty();
  return ok ? std::optional(v) : std::nullopt;
}

std::vector<Migration> parse_migrations(std::span<const embedded::File> files) {
  std::vector<Migration> out;
  for (const auto& file : files) out.push_back(parse_one(file));
  std::ranges::sort(out, {}, &Migration::version);
  const auto twice = std::ranges::adjacent_find(out, {}, &Migration::version);
  if (twice != out.end()) defect(twice->name, "its number is used twice");
  return out;
}

std::vector<Migration> embedded_migrations() {
  return parse_migrations(embedded::migrations());
}

std::vector<std::string> touched_tables(const std::string& sql) {
  static const std::regex kTouch(
      R"((?:alter table|update|delete from|insert into|drop table|truncate|create (?:unique )?index [^;]*? on)\s+(?:if exists\s+|only\s+)?(?:public\.)?([a-z_][a-z0-9_]*))",
      std::regex::icase);
  std::set<std::string> out;
  for (std::sregex_iterator it(sql.begin(), sql.end(), kTouch), end; it != end; ++it) {
    out.insert((*it)[1]);
  }
  return {out.begin(), out.end()};
}

}  // namespace tessera::store::postgres
