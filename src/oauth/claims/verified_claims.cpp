#include "oauth/claims/verified_claims.hpp"

#include <algorithm>
#include <set>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/oauth/client.hpp>
#include <tessera/people/catalogue.hpp>

#include "oauth/claims/verified_selection.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;
using people::VerifiedValue;

constexpr std::size_t kMaxAsked = 10;

const json::object* object_in(const json::object& parent, std::string_view name) {
  const auto* member = parent.if_contains({name.data(), name.size()});
  return member == nullptr ? nullptr : member->if_object();
}

bool is_well_formed(const json::value& one) {
  const auto* object = one.if_object();
  if (object == nullptr) return false;
  const auto* verification = object_in(*object, "verification");
  const auto* claims = object_in(*object, "claims");
  if (verification == nullptr || !verification->contains("trust_framework")) return false;
  if (claims == nullptr || claims->empty()) return false;
  return std::ranges::all_of(
      *claims, [](const auto& c) { return c.value().is_null() || c.value().is_object(); });
}

json::array parse_text(std::string_view request) {
  auto parsed = codec::parse_json(request);
  return parsed && parsed->is_array() ? std::move(parsed->get_array()) : json::array{};
}

// Predefined values of OpenID Identity Assurance Schema Definition 5.4.4.
std::string_view document_word(std::string_view type) {
  if (type == "identity_card") return "idcard";
  if (type == "driving_licence") return "driving_permit";
  return type;
}

json::object evidence_of(const VerifiedValue& value, const VerifiedSource& source) {
  const auto time = codec::render_rfc3339(value.verified);
  if (value.method == "register") {
    json::object record{{"type", "population_register"}};
    if (!value.source.empty()) record["source"] = json::object{{"name", value.source}};
    return {{"type", "electronic_record"},
            {"check_details", json::array{json::object{{"check_method", "data"}, {"time", time}}}},
            {"record", std::move(record)}};
  }
  // An officer looked at a scan of it: vri, visual inspection from remote.
  json::object evidence{
      {"type", "document"},
      {"check_details", json::array{json::object{{"check_method", "vri"}, {"time", time}}}}};
  if (!source.document_type.empty()) {
    evidence["document_details"] = json::object{{"type", document_word(source.document_type)}};
  }
  return evidence;
}

json::object verification_of(const VerifiedValue& value, const VerifiedSource& source) {
  return {{"trust_framework", source.trust_framework},
          {"assurance_level", to_string(source.ial)},
          {"time", codec::render_rfc3339(value.verified)},
          {"evidence", json::array{evidence_of(value, source)}}};
}

bool verified_together(const VerifiedValue& a, const VerifiedValue& b) {
  return a.method == b.method && a.source == b.source && a.verified == b.verified;
}

// What was verified together with `first` and meets what is asked of each claim.
json::object claims_of_group(const json::object& asked, const VerifiedSource& source,
                             const VerifiedValue& first) {
  json::object claims;
  for (const auto& value : source.values) {
    if (!verified_together(value, first)) continue;
    const auto* wish = asked.if_contains(value.claim);
    if (wish != nullptr && meets(*wish, value.value, source.now)) claims[value.claim] = value.value;
  }
  return claims;
}

void answer_one(const json::object& asked, const VerifiedSource& source, json::array& out) {
  const auto& wanted = asked.at("verification").get_object();
  const auto& claims = asked.at("claims").get_object();
  std::vector<const VerifiedValue*> seen;
  for (const auto& first : source.values) {
    const bool again = std::ranges::any_of(
        seen, [&](const VerifiedValue* other) { return verified_together(*other, first); });
    if (again) continue;
    seen.push_back(&first);
    auto verification = select_verification(wanted, verification_of(first, source), source.now);
    if (!verification) continue;
    auto group = claims_of_group(claims, source, first);
    if (group.empty()) continue;
    out.push_back(
        json::object{{"verification", std::move(*verification)}, {"claims", std::move(group)}});
  }
}

}  // namespace

std::optional<std::string> parse_verified_request(const json::value& asked) {
  const auto list = asked.is_array() ? asked.get_array() : json::array{asked};
  if (list.empty() || list.size() > kMaxAsked) return std::nullopt;
  if (!std::ranges::all_of(list, is_well_formed)) return std::nullopt;
  return json::serialize(list);
}

std::vector<std::string> verified_names(std::string_view request) {
  std::set<std::string> names;
  for (const auto& one : parse_text(request)) {
    for (const auto& claim : one.at("claims").as_object()) {
      const std::string name(claim.key());
      if (people::Catalogue::standard().find_claim(name) != nullptr) names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

bool asks_document_type(std::string_view request) {
  return std::ranges::any_of(parse_text(request), [](const json::value& one) {
    const auto* evidence = one.at("verification").get_object().if_contains("evidence");
    const auto* entries = evidence == nullptr ? nullptr : evidence->if_array();
    return entries != nullptr && std::ranges::any_of(*entries, [](const json::value& entry) {
             return entry.is_object() && entry.get_object().contains("document_details");
           });
  });
}

json::value verified_answer(std::string_view request, const VerifiedSource& source) {
  if (source.ial == Ial::none) return nullptr;  // nobody proofed this identity
  json::array out;
  for (const auto& one : parse_text(request)) answer_one(one.as_object(), source, out);
  if (out.empty()) return nullptr;
  if (out.size() == 1) return std::move(out.front());
  return out;
}

}  // namespace tessera::oauth
