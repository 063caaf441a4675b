#include "oauth/claims/claims_release.hpp"

#include <boost/json/array.hpp>

#include <tessera/people/catalogue.hpp>

#include "oauth/claims/verified_claims.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;

bool may_go(const ReleaseWish& wish, std::string_view name) {
  return wish.client.claims.contains(name) && (wish.encrypted || !is_restricted(name));
}

void add_verified_names(const json::value& one, std::vector<std::string>& out) {
  for (const auto& claim : one.at("claims").as_object()) {
    out.push_back(std::string(kVerifiedClaims) + "." + std::string(claim.key()));
  }
  const auto* evidence = one.at("verification").as_object().if_contains("evidence");
  if (evidence == nullptr || !evidence->is_array()) return;
  for (const auto& entry : evidence->get_array()) {
    if (entry.is_object() && entry.get_object().contains("document_details"))
      out.push_back(std::string(kVerifiedClaims) + "." + std::string(kDocumentType));
  }
}

// The type of document is a claim like others, and restricted.
Task<std::string> document_type(people::PeopleService& people, const ReleaseWish& wish,
                                std::string_view request) {
  if (!may_go(wish, kDocumentType) || !asks_document_type(request)) co_return std::string{};
  const std::vector<std::string> names{std::string(kDocumentType)};
  const auto held = co_await people.attributes(wish.person, names);
  co_return held.empty() ? std::string{} : held.front().value;
}

Task<json::value> release_verified(people::PeopleService& people, const ReleaseWish& wish,
                                   std::string_view request) {
  auto names = verified_names(request);
  std::erase_if(names, [&](const std::string& name) { return !may_go(wish, name); });
  if (names.empty()) co_return nullptr;
  const auto person = co_await people.load(wish.person);
  if (!person) co_return nullptr;
  const auto values = co_await people::verified_values(people, wish.person, names, wish.now);
  co_return verified_answer(request,
                            {.values = values,
                             .ial = person->ial,
                             .document_type = co_await document_type(people, wish, request),
                             .now = wish.now,
                             .trust_framework = wish.trust_framework});
}

}  // namespace

bool is_restricted(std::string_view name) {
  const auto* spec = people::Catalogue::standard().find_claim(name);
  return spec != nullptr && spec->data_class == people::DataClass::restricted;
}

Task<json::object> release_claims(people::PeopleService& people, const ReleaseWish& wish) {
  std::vector<std::string> plain;
  std::string_view verified;
  for (const auto& claim : wish.claims) {
    const auto [name, parameter] = people::split_claim(claim);
    if (name == kVerifiedClaims) {
      verified = parameter;
    } else if (may_go(wish, name)) {
      plain.push_back(claim);
    }
  }
  json::object out;
  if (!plain.empty()) out = co_await people.claims(wish.person, plain);
  if (verified.empty()) co_return out;
  auto answer = co_await release_verified(people, wish, verified);
  if (!answer.is_null()) out[kVerifiedClaims] = std::move(answer);
  co_return out;
}

std::vector<std::string> released_names(const json::object& claims) {
  std::vector<std::string> out;
  for (const auto& [name, value] : claims) {
    const auto* spec = people::Catalogue::standard().find_claim(name);
    if (std::string_view(name) != kVerifiedClaims) {
      const bool asked_about = spec != nullptr && spec->derived == "resident_of";
      out.push_back(std::string(name) +
                    (asked_about ? ":" + std::string(value.as_string()) : std::string()));
    } else if (value.is_array()) {
      for (const auto& one : value.get_array()) add_verified_names(one, out);
    } else {
      add_verified_names(value, out);
    }
  }
  return out;
}

std::string_view registered_name(std::string_view name) {
  if (name.starts_with(kVerifiedClaims) && name.substr(kVerifiedClaims.size()).starts_with('.'))
    return name.substr(kVerifiedClaims.size() + 1);
  return people::split_claim(name).name;
}

std::string purposes_of(const ClientEntry& client, const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) {
    const auto found = client.claims.find(registered_name(name));
    if (found == client.claims.end() || out.find(found->second.purpose) != std::string::npos)
      continue;
    if (!out.empty()) out += "; ";
    out += found->second.purpose;
  }
  return out;
}

privacy::NewRelease make_release(const ReleaseWish& wish, const json::object& claims,
                                 std::string_view channel, Random& random) {
  privacy::NewRelease release{.id = make_uuid7(wish.now, random),
                              .person = wish.person,
                              .client = wish.client.client.id,
                              .claims = released_names(claims),
                              .channel = std::string(channel),
                              .time = wish.now};
  release.purpose = purposes_of(wish.client, release.claims);
  return release;
}

}  // namespace tessera::oauth
