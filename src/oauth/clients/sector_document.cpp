#include "oauth/clients/sector_document.hpp"

#include <algorithm>

#include <boost/json/array.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/codec/url.hpp>

#include "oauth/clients/registration_check.hpp"

namespace tessera::oauth {
namespace {

constexpr auto kMember = "sector_identifier_uri";

bool lists(const boost::json::array& document, const std::string& uri) {
  return std::ranges::any_of(document, [&](const boost::json::value& item) {
    return item.is_string() && std::string_view(item.get_string()) == uri;
  });
}

// OpenID Connect Registration 5: every redirect URI is in it. CIBA 4: who reaches people without
// them proves by its keys that it belongs to the document.
void check_members(const boost::json::array& document, const ClientRegistration& r,
                   RegistrationCheck& check) {
  const bool all =
      std::ranges::all_of(r.redirect_uris, [&](const auto& one) { return lists(document, one); });
  check.require(all, kMember, "lacks_a_redirect_uri");
  const auto method = r.token_endpoint_auth_method;
  const bool by_keys = method == ClientAuthMethod::private_key_jwt ||
                       method == ClientAuthMethod::self_signed_tls_client_auth;
  const bool keys_listed = by_keys && !r.jwks_uri.empty() && lists(document, r.jwks_uri);
  check.require(keys_listed || !(r.redirect_uris.empty() || asks_beside_redirects(r)), kMember,
                "lacks_the_jwks_uri");
}

}  // namespace

Task<Result<void>> check_sector_document(ClientRegistration& registration, HttpFetch& fetch) {
  const auto uri = registration.sector_identifier_uri;
  if (uri.empty()) co_return Result<void>{};
  RegistrationCheck check;
  const auto fetched = co_await fetch.get(uri);
  check.require(fetched.has_value(), kMember, "not_fetched");
  if (fetched) {
    const auto json = codec::parse_json(fetched->body);
    const auto* document = json ? json->if_array() : nullptr;
    check.require(document != nullptr, kMember, "not_an_array");
    if (document != nullptr) check_members(*document, registration, check);
  }
  if (auto result = check.result(); !result) co_return result;
  if (const auto url = codec::parse_url(uri)) registration.sector = url->host;
  co_return Result<void>{};
}

}  // namespace tessera::oauth
