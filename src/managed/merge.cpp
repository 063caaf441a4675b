#include <tessera/managed/merge.hpp>

#include <algorithm>

namespace tessera::managed {
namespace {

const Value kNothing;

const Value& at(const Fields& fields, std::string_view name) {
  const auto* found = fields.if_contains({name.data(), name.size()});
  return found == nullptr ? kNothing : *found;
}

bool has(const Fields& fields, std::string_view name) {
  return fields.contains({name.data(), name.size()});
}

bool is_texts(const boost::json::array& items) {
  return std::ranges::all_of(items, [](const Value& item) { return item.is_string(); });
}

std::vector<std::string> sorted_texts(const boost::json::array& items) {
  std::vector<std::string> out;
  for (const auto& item : items) out.emplace_back(item.get_string());
  std::ranges::sort(out);
  return out;
}

std::vector<const Record*> owners_of(std::string_view name,
                                     const std::vector<const Record*>& others) {
  std::vector<const Record*> out;
  std::ranges::copy_if(others, std::back_inserter(out),
                       [&](const Record* other) { return has(other->fields, name); });
  return out;
}

std::vector<std::string> names_of(const std::vector<const Record*>& owners) {
  std::vector<std::string> out;
  for (const auto* owner : owners) out.push_back(owner->manager);
  return out;
}

}  // namespace

bool is_same(const Value& a, const Value& b) {
  if (a.is_array() && b.is_array() && is_texts(a.get_array()) && is_texts(b.get_array()))
    return sorted_texts(a.get_array()) == sorted_texts(b.get_array());
  return a == b;
}

Merge merge_fields(const Fields& wanted, const Fields* applied, const Fields& live,
                   const std::vector<const Record*>& others, const Defaults& defaults, bool force) {
  Merge out;
  for (const auto& field : wanted) {
    const std::string name(field.key());
    const auto& is = at(live, name);
    if (is_same(is, field.value())) continue;
    const auto owners = owners_of(name, others);
    const bool by_hand =
        applied != nullptr && has(*applied, name) && !is_same(at(*applied, name), is);
    if (force || (owners.empty() && !by_hand)) {
      out.changes.push_back({name, is, field.value(), names_of(owners)});
    } else {
      out.conflicts.push_back(
          {name, owners.empty() ? std::string{} : owners.front()->manager, is, field.value()});
    }
  }
  if (applied == nullptr) return out;
  for (const auto& field : *applied) {
    const std::string name(field.key());
    if (has(wanted, name)) continue;
    const auto& is = at(live, name);
    const bool mine = owners_of(name, others).empty() && is_same(field.value(), is);
    const auto fresh = defaults.of(name);
    if (mine && defaults.can_reset(name) && !is_same(fresh, is)) {
      out.changes.push_back({name, is, fresh, {}});
    } else {
      out.released.push_back(name);
    }
  }
  return out;
}

}  // namespace tessera::managed
