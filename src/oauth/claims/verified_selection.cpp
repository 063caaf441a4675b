#include "oauth/claims/verified_selection.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>

#include <tessera/codec/rfc3339.hpp>

namespace tessera::oauth {
namespace {

namespace json = boost::json;

// Members of an element that constrain it, besides hints that change nothing.
constexpr std::array<std::string_view, 5> kConstraints{"value", "values", "max_age", "essential",
                                                       "purpose"};

// null, {} or constraints only: the element itself is asked for, not members of it.
bool is_leaf(const json::value& asked) {
  const auto* object = asked.if_object();
  if (object == nullptr) return asked.is_null();
  return std::ranges::all_of(*object, [](const auto& member) {
    return std::ranges::find(kConstraints, std::string_view(member.key())) != kConstraints.end();
  });
}

bool is_constrained(const json::value& asked) {
  const auto* object = asked.if_object();
  return object != nullptr &&
         (object->contains("value") || object->contains("values") || object->contains("max_age"));
}

bool is_recent(const json::value& max_age, const json::value& held, TimePoint now) {
  if (!max_age.is_int64() || !held.is_string()) return false;
  const auto time = codec::parse_rfc3339(held.get_string());
  const auto age = max_age.get_int64();
  // Beyond a lifetime it constrains nothing, and the sum must not overflow.
  constexpr std::int64_t kLongest = 200LL * 366 * 86400;
  return time && age >= 0 && *time + seconds{std::min(age, kLongest)} >= now;
}

// What of `held` answers `asked`. found: nothing of it was constrained and missing.
struct Selected {
  bool met = true;
  std::optional<json::value> value;
};
Selected select(const json::value& asked, const json::value* held, TimePoint now);

Selected select_members(const json::object& asked, const json::value* held, TimePoint now) {
  static const json::object kNothing;
  const auto* from = held == nullptr ? &kNothing : held->if_object();
  if (from == nullptr) return {.met = false, .value = {}};
  json::object out;
  for (const auto& [name, wish] : asked) {
    auto selected = select(wish, from->if_contains(name), now);
    if (!selected.met) return {.met = false, .value = {}};
    if (selected.value) out[name] = std::move(*selected.value);
  }
  if (out.empty()) return {};
  return {.met = true, .value = std::move(out)};
}

// Each entry is a filter, and one of them must let something through.
Selected select_entries(const json::array& asked, const json::value* held, TimePoint now) {
  const auto* from = held == nullptr ? nullptr : held->if_array();
  if (from == nullptr) return {.met = asked.empty(), .value = {}};
  json::array out;
  for (const auto& entry : *from) {
    for (const auto& filter : asked) {
      auto selected = select(filter, &entry, now);
      if (!selected.met || !selected.value) continue;
      out.push_back(std::move(*selected.value));
      break;
    }
  }
  if (out.empty()) return {.met = false, .value = {}};
  return {.met = true, .value = std::move(out)};
}

Selected select(const json::value& asked, const json::value* held, TimePoint now) {
  if (is_leaf(asked)) {
    if (held == nullptr) return {.met = !is_constrained(asked), .value = {}};
    if (!meets(asked, *held, now)) return {.met = false, .value = {}};
    return {.met = true, .value = *held};
  }
  if (asked.is_array()) return select_entries(asked.get_array(), held, now);
  if (asked.is_object()) return select_members(asked.get_object(), held, now);
  return {.met = false, .value = {}};
}

}  // namespace

bool meets(const json::value& asked, const json::value& held, TimePoint now) {
  const auto* object = asked.if_object();
  if (object == nullptr) return asked.is_null();
  if (const auto* value = object->if_contains("value"); value != nullptr && *value != held)
    return false;
  if (const auto* values = object->if_contains("values")) {
    const auto* list = values->if_array();
    if (list == nullptr || std::ranges::find(*list, held) == list->end()) return false;
  }
  const auto* max_age = object->if_contains("max_age");
  return max_age == nullptr || is_recent(*max_age, held, now);
}

std::optional<json::object> select_verification(const json::object& asked, const json::object& held,
                                                TimePoint now) {
  const json::value whole(held);
  auto selected = select_members(asked, &whole, now);
  if (!selected.met || !selected.value) return std::nullopt;
  auto out = std::move(selected.value->get_object());
  // OpenID Identity Assurance Schema Definition 5.4: always said.
  if (!out.contains("trust_framework")) out["trust_framework"] = held.at("trust_framework");
  return out;
}

}  // namespace tessera::oauth
