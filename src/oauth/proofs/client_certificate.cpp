#include "oauth/proofs/client_certificate.hpp"

#include <algorithm>

#include <tessera/base/ip_address.hpp>

namespace tessera::oauth {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& wanted) {
  return std::ranges::find(names, wanted) != names.end();
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return text;
}

// DNS names have no case; a wildcard in a certificate stands for itself here.
bool contains_host(const std::vector<std::string>& names, const std::string& wanted) {
  return std::ranges::any_of(names,
                             [&](const std::string& name) { return lower(name) == lower(wanted); });
}

}  // namespace

CertificateIdentityRef CertificateCache::read(const PeerCertificate& certificate) {
  const auto digest = crypto::sha256(certificate.der);
  std::string key(as_text(digest));
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
  }
  auto identity = crypto::read_certificate_identity(certificate.der);
  if (!identity) return nullptr;
  auto shared = std::make_shared<const crypto::CertificateIdentity>(std::move(*identity));
  const std::scoped_lock lock(mutex_);
  if (known_.size() >= kMost) known_.clear();
  known_.emplace(std::move(key), shared);
  return shared;
}

bool matches_registration(const crypto::CertificateIdentity& identity, const ClientRegistration& r,
                          std::string_view subject_dn) {
  if (!r.tls_client_auth_subject_dn.empty())
    return !subject_dn.empty() && identity.subject_dn == subject_dn;
  if (!r.tls_client_auth_san_dns.empty())
    return contains_host(identity.dns, r.tls_client_auth_san_dns);
  if (!r.tls_client_auth_san_uri.empty()) return contains(identity.uri, r.tls_client_auth_san_uri);
  if (!r.tls_client_auth_san_email.empty())
    return contains(identity.email, r.tls_client_auth_san_email);
  const auto address = parse_ip_address(r.tls_client_auth_san_ip);
  return address && contains(identity.ip, address->text());
}

}  // namespace tessera::oauth
