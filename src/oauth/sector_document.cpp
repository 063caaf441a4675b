#include "oauth/sector_document.hpp"

#include <algorithm>

#include <boost/json/array.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/codec/url.hpp>

#include "oauth/registration_check.hpp"

namespace tessera::oauth {
namespace {

bool lists(const boost::json::array& document, const std::string& uri) {
  return std::ranges::any_of(document, [&](const boost::json::value& item) {
    return item.is_string() && std::string_view(item.get_string()) == uri;
  });
}

}  // namespace

Task<Result<void>> check_sector_document(ClientRegistration& registration, HttpFetch& fetch) {
  const auto uri = registration.sector_identifier_uri;
  if (uri.empty()) co_return Result<void>{};
  RegistrationCheck check;
  const auto fetched = co_await fetch.get(uri);
  check.require(fetched.has_value(), "sector_identifier_uri", "not_fetched");
  if (fetched) {
    const auto json = codec::parse_json(fetched->body);
    const auto* document = json ? json->if_array() : nullptr;
    check.require(document != nullptr, "sector_identifier_uri", "not_an_array");
    if (document != nullptr) {
      // OpenID Connect Registration 5: every redirect URI is in it.
      const bool all = std::ranges::all_of(registration.redirect_uris,
                                           [&](const auto& one) { return lists(*document, one); });
      check.require(all, "sector_identifier_uri", "lacks_a_redirect_uri");
    }
  }
  if (auto result = check.result(); !result) co_return result;
  if (const auto url = codec::parse_url(uri)) registration.sector = url->host;
  co_return Result<void>{};
}

}  // namespace tessera::oauth
