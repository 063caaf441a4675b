// verified_claims of OpenID Identity Assurance 1.0: what a request asks, and what answers it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include <tessera/base/assurance.hpp>
#include <tessera/oauth/metadata.hpp>
#include <tessera/people/verified_values.hpp>

namespace tessera::oauth {

inline constexpr std::string_view kVerifiedClaims = "verified_claims";
inline constexpr std::string_view kDocumentType = "document_type";

// The member verified_claims of a claims parameter as text, always an array. nullopt if it is
// malformed: not objects with a verification that has a trust_framework and claims that are not
// empty (OpenID Connect for Identity Assurance 1.0 6).
[[nodiscard]] std::optional<std::string> parse_verified_request(const boost::json::value& asked);

// Names of the claims that such a text asks for and the catalogue has.
[[nodiscard]] std::vector<std::string> verified_names(std::string_view request);

// Whether such a text asks for document_details by name: their type is the claim document_type.
[[nodiscard]] bool asks_document_type(std::string_view request);

struct VerifiedSource {
  std::span<const people::VerifiedValue> values;  // of claims that the client may receive
  Ial ial = Ial::none;
  std::string document_type;  // as the catalogue has it; "" where it may not be told
  TimePoint now;
  std::string_view trust_framework = kTrustFramework;
};
// Pure. One object, several if values were verified at different times or in different ways; null
// if nothing meets the request. A constraint on the verification that is not met takes everything
// away, one on a claim that claim; neither is an error.
[[nodiscard]] boost::json::value verified_answer(std::string_view request,
                                                 const VerifiedSource& source);

}  // namespace tessera::oauth
