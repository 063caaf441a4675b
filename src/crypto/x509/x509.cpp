#include <tessera/crypto/x509.hpp>

#include <algorithm>

#include "crypto/x509/names.hpp"
#include "crypto/x509/objects.hpp"

namespace tessera::crypto {
namespace {

using AccessRef = std::unique_ptr<AUTHORITY_INFO_ACCESS, FreeBy<AUTHORITY_INFO_ACCESS_free>>;
using PointsRef = std::unique_ptr<CRL_DIST_POINTS, FreeBy<CRL_DIST_POINTS_free>>;
using OctetsRef = std::unique_ptr<ASN1_OCTET_STRING, FreeBy<ASN1_OCTET_STRING_free>>;

std::unexpected<Error> malformed(std::string detail) {
  return fail(Errc::invalid, "certificate.malformed", {}, std::move(detail));
}

// One extension of this kind, or none (RFC 5280 4.2); false if there are two or it does not parse.
template <class Ref>
bool read_extension(const X509* certificate, int nid, Ref& out) {
  int found = 0;
  out.reset(
      static_cast<typename Ref::pointer>(X509_get_ext_d2i(certificate, nid, &found, nullptr)));
  return out != nullptr || found == -1;
}

// Text of a person's name may hold anything that is seen; what steers a terminal or ends a line of
// a log is in no honest certificate.
bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

bool add(std::vector<std::string>& to, const ASN1_STRING* text) {
  auto value = text_of(text);
  if (value.empty() || !is_plain(value)) return false;
  to.push_back(std::move(value));
  return true;
}

// The user principal name of smart-card log-on: an otherName of this type.
bool add_other(std::vector<std::string>& to, const OTHERNAME* other) {
  if (OBJ_obj2nid(other->type_id) != NID_ms_upn) return true;
  return other->value->type == V_ASN1_UTF8STRING && add(to, other->value->value.utf8string);
}

bool read_alternative_names(const X509* certificate, X509Facts& out) {
  GeneralNamesRef names;
  if (!read_extension(certificate, NID_subject_alt_name, names)) return false;
  bool fine = true;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_EMAIL) fine = fine && add(out.email, name->d.rfc822Name);
    if (name->type == GEN_URI) fine = fine && add(out.uri, name->d.uniformResourceIdentifier);
    if (name->type == GEN_OTHERNAME) fine = fine && add_other(out.upn, name->d.otherName);
  }
  return fine;
}

bool read_ocsp_urls(const X509* certificate, X509Facts& out) {
  AccessRef access;
  if (!read_extension(certificate, NID_info_access, access)) return false;
  for (int i = 0; access && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    const auto* each = sk_ACCESS_DESCRIPTION_value(access.get(), i);
    const bool is_url = OBJ_obj2nid(each->method) == NID_ad_OCSP && each->location->type == GEN_URI;
    if (is_url && !add(out.ocsp_urls, each->location->d.uniformResourceIdentifier)) return false;
  }
  return true;
}

bool read_crl_urls(const X509* certificate, X509Facts& out) {
  PointsRef points;
  if (!read_extension(certificate, NID_crl_distribution_points, points)) return false;
  for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
    const auto* point = sk_DIST_POINT_value(points.get(), i)->distpoint;
    if (point == nullptr || point->type != 0) continue;
    for (int j = 0; j < sk_GENERAL_NAME_num(point->name.fullname); ++j) {
      const auto* name = sk_GENERAL_NAME_value(point->name.fullname, j);
      if (name->type == GEN_URI && !add(out.crl_urls, name->d.uniformResourceIdentifier))
        return false;
    }
  }
  return true;
}

bool read_key_id(const X509* certificate, X509Facts& out) {
  OctetsRef id;
  if (!read_extension(certificate, NID_subject_key_identifier, id)) return false;
  if (!id) return true;
  const auto* data = ASN1_STRING_get0_data(id.get());
  out.subject_key_id.assign(data, data + ASN1_STRING_length(id.get()));
  return true;
}

}  // namespace

std::string to_text(const SerialNumber& serial) {
  auto hex = to_hex(serial);
  hex.erase(0, std::min(hex.find_first_not_of('0'), hex.size() - 1));
  return hex;
}

Result<X509Facts> read_x509(BytesView der) {
  if (der.size() > kLongestCertificate) return fail(Errc::invalid, "certificate.too_large");
  const ErrorQueue errors;
  const auto certificate = parse_certificate(der);
  if (!certificate || X509_get_version(certificate.get()) != X509_VERSION_3)
    return malformed("not one certificate of version 3");
  const auto serial = read_serial(X509_get0_serialNumber(certificate.get()));
  const auto not_before = read_time(X509_get0_notBefore(certificate.get()));
  const auto not_after = read_time(X509_get0_notAfter(certificate.get()));
  if (!serial || !not_before || !not_after) return malformed("serial number or time");
  X509Facts out{.subject_dn = normal_name(X509_get_subject_name(certificate.get())),
                .issuer_dn = normal_name(X509_get_issuer_name(certificate.get())),
                .serial = *serial,
                .spki = spki_of(certificate.get()),
                .digest = sha256(der),
                .not_before = *not_before,
                .not_after = *not_after};
  const bool named =
      read_attributes(X509_get_subject_name(certificate.get()), out.subject) &&
      std::ranges::all_of(out.subject, [](const auto& each) { return is_plain(each.value); });
  if (!named || !read_alternative_names(certificate.get(), out)) return malformed("names");
  if (!read_ocsp_urls(certificate.get(), out) || !read_crl_urls(certificate.get(), out) ||
      !read_key_id(certificate.get(), out)) {
    return malformed("extensions");
  }
  return out;
}

}  // namespace tessera::crypto
