#include "app/commands/configuration_text.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/managed/merge.hpp>

namespace tessera::app {
namespace {

namespace json = boost::json;

std::string shown(const json::value& value) {
  return value.is_null() ? "nothing" : json::serialize(value);
}

std::string joined(const json::array& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + std::string(word.as_string());
  return out;
}

std::string heading(const json::object& change) {
  return codec::text_of(change, "kind") + ' ' + codec::text_of(change, "key");
}

std::string_view note_text(std::string_view note) {
  if (note == "gone") return "somebody removed it";
  if (note == "fixed") return "it is built in and never changes";
  if (note == "parent") return "a unit never moves: its parent was chosen when it was made";
  if (note == "left_over") return "no file names it any more; --prune removes it";
  if (note == "unit_stays") return "a unit is never removed; it is let go";
  if (note == "purpose_stays") return "a purpose is never removed; it is let go";
  if (note == "shared") return "another manager owns it too; it is let go";
  if (note == "not_made") return "it was there before; it is let go";
  return {};
}

std::string_view action_text(std::string_view action) {
  if (action == "update") return "change";
  if (action == "claim") return "own (nothing changes)";
  if (action == "release") return "let go";
  if (action == "blocked") return "CONFLICT";
  if (action == "none") return "leave";
  return action;
}

std::string field_line(const json::object& field, bool is_new) {
  const auto name = codec::text_of(field, "name");
  if (is_new) return "  + " + name + " = " + shown(field.at("after")) + '\n';
  const auto& taken = field.at("taken_from").as_array();
  return "  ~ " + name + ": " + shown(field.at("before")) + " -> " + shown(field.at("after")) +
         (taken.empty() ? "" : "  (taken from " + joined(taken) + ')') + '\n';
}

std::string conflict_line(const json::object& conflict) {
  const auto owner = codec::text_of(conflict, "owner");
  return "  ! " + codec::text_of(conflict, "name") + ": is " + shown(conflict.at("live")) +
         ", wanted " + shown(conflict.at("wanted")) + "; " +
         (owner.empty() ? std::string("changed by hand since it was applied")
                        : "owned by manager \"" + owner + '"') +
         '\n';
}

std::string block(const json::object& change) {
  const auto action = codec::text_of(change, "action");
  const auto note = codec::text_of(change, "note");
  const auto& released = change.at("released").as_array();
  if (action == "none" && note.empty()) return {};
  std::string out = heading(change) + ": " + std::string(action_text(action)) + '\n';
  if (!note_text(note).empty()) out += "  # " + std::string(note_text(note)) + '\n';
  for (const auto& field : change.at("fields").as_array())
    out += field_line(field.as_object(), action == "create");
  for (const auto& conflict : change.at("conflicts").as_array())
    out += conflict_line(conflict.as_object());
  if (!released.empty()) out += "  # no longer owned, left as they are: " + joined(released) + '\n';
  return out;
}

std::string counted(int count, const char* what) {
  return count == 0 ? "" : ", " + std::to_string(count) + ' ' + what;
}

bool is_default(managed::Kind kind, const json::object::value_type& field) {
  const auto& defaults = managed::defaults_of(kind);
  return defaults.can_reset(field.key()) &&
         managed::is_same(defaults.of(field.key()), field.value());
}

}  // namespace

PlanCounts count_changes(const json::array& changes) {
  PlanCounts out;
  for (const auto& item : changes) {
    const auto action = codec::text_of(item.as_object(), "action");
    if (action == "create") ++out.create;
    if (action == "update") ++out.update;
    if (action == "claim") ++out.claim;
    if (action == "remove") ++out.remove;
    if (action == "release") ++out.release;
    if (action == "blocked") ++out.blocked;
    if (codec::text_of(item.as_object(), "note") == "left_over") ++out.left_over;
  }
  return out;
}

std::string render_plan(const json::array& changes) {
  std::string out;
  for (const auto& item : changes) out += block(item.as_object());
  const auto counts = count_changes(changes);
  const auto line = counted(counts.create, "to create") + counted(counts.update, "to change") +
                    counted(counts.claim, "to own") + counted(counts.remove, "to remove") +
                    counted(counts.release, "to let go") + counted(counts.blocked, "in conflict") +
                    counted(counts.left_over, "left over");
  return out + "plan: " + (line.empty() ? "nothing to do" : line.substr(2)) + '\n';
}

std::string render_drift(const json::array& objects) {
  std::string out;
  for (const auto& item : objects) {
    const auto& object = item.as_object();
    const bool gone = object.at("gone").as_bool();
    const auto& fields = object.at("drift").as_array();
    if (!gone && fields.empty()) continue;
    out += heading(object) + (gone ? ": is gone\n" : ": changed since it was applied\n");
    for (const auto& field : fields) out += field_line(field.as_object(), false);
  }
  return out;
}

std::string toml_value(const json::value& value) {
  std::string out;
  if (const auto* list = value.if_array()) {
    const bool tall = !list->empty() && list->front().is_object();
    for (const auto& item : *list)
      out += (out.empty() ? ""
              : tall      ? ","
                          : ", ") +
             std::string(tall ? "\n  " : "") + toml_value(item);
    return '[' + out + (tall ? ",\n]" : "]");
  }
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      if (member.value().is_null()) continue;
      out += (out.empty() ? " " : ", ") + json::serialize(json::value(member.key())) + " = " +
             toml_value(member.value());
    }
    return '{' + out + " }";
  }
  out = json::serialize(value);
  // JSON leaves DEL as it is, TOML does not.
  for (auto at = out.find('\x7f'); at != std::string::npos; at = out.find('\x7f'))
    out.replace(at, 1, "\\u007F");
  return out;
}

std::string toml_document(managed::Kind kind, const std::string& key, const std::string& id,
                          const json::object& fields) {
  std::string out = "[" + std::string(managed::to_string(kind)) + '.' +
                    (key.find('.') == std::string::npos ? key : '"' + key + '"') + "]\n";
  if (!id.empty()) out += "id = " + toml_value(json::value(id)) + '\n';
  for (const auto& field : fields) {
    if (field.value().is_null() || is_default(kind, field)) continue;
    out += std::string(field.key()) + " = " + toml_value(field.value()) + '\n';
  }
  return out;
}

}  // namespace tessera::app
