#include <tessera/crypto/crl.hpp>

#include <openssl/pem.h>

#include <algorithm>

#include "crypto/x509/names.hpp"
#include "crypto/x509/objects.hpp"

namespace tessera::crypto {
namespace {

using ScopeRef = std::unique_ptr<ISSUING_DIST_POINT, FreeBy<ISSUING_DIST_POINT_free>>;
using BioRef = std::unique_ptr<BIO, FreeBy<BIO_free>>;

constexpr seconds kSkew{300};

std::unexpected<Error> refused(std::string id, std::string detail = {}) {
  return fail(Errc::invalid, std::move(id), {}, std::move(detail));
}

CrlRef parse(BytesView bytes) {
  if (as_text(bytes).starts_with("-----BEGIN")) {
    const BioRef in(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
    return CrlRef(PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr));
  }
  const auto* at = bytes.data();
  CrlRef crl(d2i_X509_CRL(nullptr, &at, static_cast<long>(bytes.size())));
  if (at != bytes.data() + bytes.size()) return nullptr;
  return crl;
}

// RFC 5280 6.3.3 (f), (g).
Result<void> check_signature(X509_CRL* crl, X509* issuer) {
  if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer)) != 0)
    return refused("crl.other_issuer");
  const X509_ALGOR* algorithm = nullptr;
  X509_CRL_get0_signature(crl, nullptr, &algorithm);
  EVP_PKEY* key = X509_get0_pubkey(issuer);
  if (!allows_usage(issuer, KU_CRL_SIGN)) return refused("crl.signature", "key usage");
  if (!is_strong_signature(algorithm) || !is_strong_key(key, {}))
    return refused("crl.signature", "weak");
  if (X509_CRL_verify(crl, key) != 1) return refused("crl.signature");
  return {};
}

bool read_scope(const ISSUING_DIST_POINT& point, Crl& out) {
  if (point.indirectCRL > 0 || point.onlyattr > 0 || point.onlysomereasons != nullptr) return false;
  out.people_only = point.onlyuser > 0;
  out.authorities_only = point.onlyCA > 0;
  if (point.distpoint == nullptr) return true;
  if (point.distpoint->type != 0) return false;
  const auto* names = point.distpoint->name.fullname;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names, i);
    if (name->type == GEN_URI) out.scope.push_back(text_of(name->d.uniformResourceIdentifier));
  }
  return !out.scope.empty();
}

// RFC 5280 5.2: what is critical and not understood here makes the list unusable.
bool read_extensions(X509_CRL* crl, Crl& out) {
  for (int i = 0; i < X509_CRL_get_ext_count(crl); ++i) {
    X509_EXTENSION* each = X509_CRL_get_ext(crl, i);
    const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(each));
    if (nid == NID_delta_crl) return false;
    if (X509_EXTENSION_get_critical(each) != 0 && nid != NID_issuing_distribution_point)
      return false;
  }
  int found = 0;
  const ScopeRef scope(static_cast<ISSUING_DIST_POINT*>(
      X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, &found, nullptr)));
  if (!scope) return found == -1;
  return read_scope(*scope, out);
}

// RFC 5280 5.3: a critical extension of one entry may say that it is of another issuer.
bool read_entries(X509_CRL* crl, Crl& out) {
  auto* entries = X509_CRL_get_REVOKED(crl);
  const int count = std::max(0, sk_X509_REVOKED_num(entries));
  out.revoked.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const auto* entry = sk_X509_REVOKED_value(entries, i);
    for (int j = 0; j < X509_REVOKED_get_ext_count(entry); ++j) {
      if (X509_EXTENSION_get_critical(X509_REVOKED_get_ext(entry, j)) != 0) return false;
    }
    // A number that no certificate accepted here can have revokes none of them.
    if (const auto serial = read_serial(X509_REVOKED_get0_serialNumber(entry)))
      out.revoked.push_back(*serial);
  }
  std::ranges::sort(out.revoked);
  return true;
}

}  // namespace

Result<Crl> read_crl(BytesView bytes, BytesView issuer_der, TimePoint now) {
  const ErrorQueue errors;
  const auto crl = parse(bytes);
  const auto issuer = parse_certificate(issuer_der);
  if (!crl || !issuer) return refused("crl.malformed");
  if (auto signed_by = check_signature(crl.get(), issuer.get()); !signed_by)
    return std::unexpected(signed_by.error());
  const auto this_update = read_time(X509_CRL_get0_lastUpdate(crl.get()));
  const auto next_update = read_time(X509_CRL_get0_nextUpdate(crl.get()));
  if (!this_update || !next_update) return refused("crl.malformed", "times");  // RFC 5280 5.1.2.5
  if (*this_update > now + kSkew) return refused("crl.not_yet");
  Crl out{.this_update = *this_update, .next_update = *next_update};
  if (!read_extensions(crl.get(), out) || !read_entries(crl.get(), out))
    return refused("crl.unsupported");
  return out;
}

bool is_revoked(const Crl& crl, const SerialNumber& serial) {
  return std::ranges::binary_search(crl.revoked, serial);
}

bool covers(const Crl& crl, const X509Facts& certificate, bool authority) {
  if (authority ? crl.people_only : crl.authorities_only) return false;
  return crl.scope.empty() || std::ranges::any_of(crl.scope, [&](const std::string& url) {
           return std::ranges::find(certificate.crl_urls, url) != certificate.crl_urls.end();
         });
}

}  // namespace tessera::crypto
