// Addresses of a registration: nothing of it may become an open redirector or reach further than
// its own portal.
#include <algorithm>
#include <set>

#include <tessera/codec/url.hpp>

#include "oauth/clients/registration_check.hpp"

namespace tessera::oauth {
namespace {

std::string at(std::string_view member, std::size_t i) {
  return std::string(member) + "/" + std::to_string(i);
}

bool is_https(const std::string& uri) {
  const auto url = codec::parse_url(uri);
  return url && url->scheme == "https";
}

// RFC 6749 3.1.2, RFC 8252 7: absolute, no fragment, no wildcard; https, or for native clients a
// loopback address or a private scheme with a dot (reverse domain name).
bool is_redirect_uri(const std::string& uri, ApplicationType type) {
  const auto url = codec::parse_url(uri);
  if (!url || url->fragment || url->host.find('*') != std::string::npos) return false;
  if (url->scheme == "https") return !url->host.empty();
  if (url->scheme == "http") return url->is_loopback();
  return type == ApplicationType::native && url->scheme.find('.') != std::string::npos;
}

void check_redirects(const ClientRegistration& r, RegistrationCheck& check) {
  check.require(!is_interactive(r) || !r.redirect_uris.empty(), "redirect_uris", "required");
  for (std::size_t i = 0; i < r.redirect_uris.size(); ++i) {
    check.require(is_redirect_uri(r.redirect_uris[i], r.application_type), at("redirect_uris", i),
                  "not_a_redirect_uri");
  }
  for (std::size_t i = 0; i < r.post_logout_redirect_uris.size(); ++i) {
    check.require(is_redirect_uri(r.post_logout_redirect_uris[i], r.application_type),
                  at("post_logout_redirect_uris", i), "not_a_redirect_uri");
  }
}

void check_pages(const ClientRegistration& r, RegistrationCheck& check) {
  const auto page = [&](const std::string& uri, const char* member) {
    check.require(uri.empty() || is_page(uri), member, "not_a_url");
  };
  page(r.home_uri, "home_uri");
  page(r.policy_uri, "policy_uri");
  page(r.tos_uri, "tos_uri");
  page(r.logo_uri, "logo_uri");
  // OpenID Connect Registration 2: initiate_login_uri has the https scheme.
  check.require(r.initiate_login_uri.empty() || is_https(r.initiate_login_uri),
                "initiate_login_uri", "not_https");
}

// Front-Channel Logout 2: scheme, host and port of a redirect URI.
bool is_of_a_redirect_uri(const std::string& uri, const ClientRegistration& r) {
  const auto url = codec::parse_url(uri);
  return url && std::ranges::any_of(r.redirect_uris, [&](const std::string& registered) {
           const auto other = codec::parse_url(registered);
           return other && codec::origin_of(*other) == codec::origin_of(*url);
         });
}

void check_logout(const ClientRegistration& r, RegistrationCheck& check) {
  const auto channel = [&](const std::string& uri, const char* member) {
    if (uri.empty()) return true;
    const auto url = codec::parse_url(uri);
    const bool good = is_page(uri) && !url->fragment;  // Back-Channel Logout 2.2
    check.require(good, member, "not_a_url");
    return good;
  };
  channel(r.backchannel_logout_uri, "backchannel_logout_uri");
  if (channel(r.frontchannel_logout_uri, "frontchannel_logout_uri") &&
      !r.frontchannel_logout_uri.empty()) {
    check.require(is_of_a_redirect_uri(r.frontchannel_logout_uri, r), "frontchannel_logout_uri",
                  "not_of_a_redirect_uri");
  }
}

// OpenID Connect Core 8.1: the host is the sector only if there is one; else the order of the
// addresses would decide who a person is.
void check_sector(const ClientRegistration& r, RegistrationCheck& check) {
  std::set<std::string> hosts;
  for (const auto& uri : r.redirect_uris) {
    const auto url = codec::parse_url(uri);
    if (url && !url->host.empty() && !url->is_loopback()) hosts.insert(url->host);
  }
  const bool pairwise = r.subject_type == SubjectType::pairwise;
  const bool named = !r.sector.empty() || !r.sector_identifier_uri.empty();
  check.require(!pairwise || hosts.size() <= 1 || named, "sector", "required");
  if (r.sector_identifier_uri.empty()) return;
  const auto url = codec::parse_url(r.sector_identifier_uri);
  check.require(is_page(r.sector_identifier_uri), "sector_identifier_uri", "not_https");
  check.require(!url || r.sector.empty() || r.sector == url->host, "sector",
                "not_of_sector_identifier_uri");
}

// RFC 8707 2.
void check_resources(const std::vector<std::string>& uris, std::string_view member,
                     RegistrationCheck& check) {
  for (std::size_t i = 0; i < uris.size(); ++i) {
    const auto url = codec::parse_url(uris[i]);
    check.require(url.has_value() && !url->fragment, at(member, i), "not_a_uri");
  }
}

}  // namespace

bool is_page(const std::string& uri) {
  const auto url = codec::parse_url(uri);
  return url && (url->scheme == "https" || (url->scheme == "http" && url->is_loopback()));
}

void check_addresses(const ClientRegistration& r, RegistrationCheck& check) {
  check_redirects(r, check);
  check_pages(r, check);
  check_logout(r, check);
  check_sector(r, check);
  check_resources(r.audiences, "audiences", check);
  check_resources(r.served_audiences, "served_audiences", check);
  // RFC 7662 2.1: who asks about tokens of others proves who it is.
  check.require(
      r.served_audiences.empty() || r.token_endpoint_auth_method != ClientAuthMethod::none,
      "served_audiences", "needs_credentials");
  for (std::size_t i = 0; i < r.request_uris.size(); ++i)  // OpenID Connect Registration 2
    check.require(is_page(r.request_uris[i]), at("request_uris", i), "not_https");
}

}  // namespace tessera::oauth
