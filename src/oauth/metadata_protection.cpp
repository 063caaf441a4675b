#include "oauth/metadata_protection.hpp"

#include <string>

#include <boost/json/array.hpp>

#include <tessera/jose/encryption_jwk.hpp>
#include <tessera/people/catalogue.hpp>

#include "oauth/claims/verified_claims.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;

json::array content_algs() {
  json::array out;
  for (const auto alg : jose::kContentAlgs) out.emplace_back(jose::to_string(alg));
  return out;
}

void add_encryption(json::object& out, const std::string& prefix, json::array key_algs) {
  out[prefix + "_encryption_alg_values_supported"] = std::move(key_algs);
  out[prefix + "_encryption_enc_values_supported"] = content_algs();
}

// What somebody may have checked: no mark, no predicate without its own question, no scope needed.
bool can_be_verified(const people::AttributeSpec& spec) {
  if (spec.claim.empty() || spec.derived == "resident_of") return false;
  if (spec.is_predicate()) return true;
  return spec.derived.empty() &&
         (spec.verification == "document" || spec.verification == "register");
}

}  // namespace

void add_protection(json::object& out) {
  json::array all;
  for (const auto alg : jose::kKeyAlgs) all.emplace_back(jose::to_string(alg));
  for (const auto* answer : {"id_token", "userinfo", "introspection", "authorization"})
    add_encryption(out, answer, all);
  // Our own key is on a curve.
  add_encryption(
      out, "request_object",
      {jose::to_string(jose::KeyAlg::ecdh_es), jose::to_string(jose::KeyAlg::ecdh_es_a128kw)});
  for (const auto* name :
       {"userinfo_signing_alg_values_supported", "introspection_signing_alg_values_supported"}) {
    out[name] = json::array{"RS256", "ES256", "PS256", "EdDSA"};
  }
}

void add_identity_assurance(json::object& out, std::string_view trust_framework) {
  out["verified_claims_supported"] = true;
  out["trust_frameworks_supported"] = json::array{trust_framework};
  out["evidence_supported"] = json::array{"document", "electronic_record"};
  out["documents_supported"] =
      json::array{"idcard", "passport", "driving_permit", "residence_permit"};
  out["documents_check_methods_supported"] = json::array{"vri"};
  out["electronic_records_supported"] = json::array{"population_register"};
  json::array claims;
  for (const auto& spec : people::Catalogue::standard().all()) {
    if (can_be_verified(spec)) claims.emplace_back(spec.claim);
  }
  out["claims_in_verified_claims_supported"] = std::move(claims);
}

}  // namespace tessera::oauth
