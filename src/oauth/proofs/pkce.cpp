#include "oauth/proofs/pkce.hpp"

#include <algorithm>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/errors.hpp>

namespace tessera::oauth {
namespace {

// RFC 7636 4.1: 43 to 128 unreserved characters.
bool is_verifier(const std::string& text) {
  return text.size() >= 43 && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.' || c == '_' || c == '~';
         });
}

}  // namespace

Result<void> check_verifier(const std::string& challenge, const std::string* verifier) {
  if (challenge.empty()) {
    if (verifier != nullptr)
      return refuse("invalid_grant", "the code was issued without a code_challenge");
    return {};
  }
  if (verifier == nullptr) return refuse("invalid_grant", "code_verifier is missing");
  if (!is_verifier(*verifier)) return refuse("invalid_grant", "code_verifier is malformed");
  const auto digest = codec::to_base64url(crypto::sha256(as_bytes(*verifier)));
  if (equal_in_constant_time(as_bytes(digest), as_bytes(challenge))) return {};
  return refuse("invalid_grant", "code_verifier does not match");
}

}  // namespace tessera::oauth
