#include <tessera/crypto/certificate_identity.hpp>

#include <algorithm>
#include <optional>

#include <tessera/base/ip_address.hpp>

#include "crypto/x509/names.hpp"
#include "crypto/x509/objects.hpp"

namespace tessera::crypto {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// RFC 4514 2.4 and 3.
class DnReader {
 public:
  explicit DnReader(std::string_view text) : rest_(text) {}

  std::string read() {
    std::vector<std::string> relatives, assertions;
    for (;;) {
      const auto equals = rest_.find('=');
      if (equals == std::string_view::npos) return {};
      const auto oid = name_attribute_type(rest_.substr(0, equals));
      rest_.remove_prefix(equals + 1);
      const auto value = read_value();
      if (oid.empty() || !value) return {};
      assertions.push_back(render_assertion(oid, *value));
      if (rest_.empty() || rest_.front() != '+')
        relatives.push_back(join_relative(std::exchange(assertions, {})));
      if (rest_.empty()) break;
      rest_.remove_prefix(1);
    }
    std::string out;
    for (const auto& each : relatives) out += (out.empty() ? "" : ",") + each;
    return out;
  }

 private:
  std::optional<std::string> read_value() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
    if (!rest_.empty() && rest_.front() == '#') return std::nullopt;
    std::string value;
    std::size_t keep = 0;  // up to here no trailing space is dropped
    while (!rest_.empty() && rest_.front() != ',' && rest_.front() != '+') {
      const bool escaped = rest_.front() == '\\';
      const auto c = escaped ? read_escape() : take();
      if (!c) return std::nullopt;
      value += *c;
      if (escaped || *c != ' ') keep = value.size();
    }
    value.resize(keep);
    return value;
  }
  std::optional<char> take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  std::optional<char> read_escape() {
    rest_.remove_prefix(1);
    if (rest_.empty()) return std::nullopt;
    const int high = hex_digit(rest_.front());
    if (high < 0) return take();
    const int low = rest_.size() > 1 ? hex_digit(rest_[1]) : -1;
    if (low < 0) return std::nullopt;
    rest_.remove_prefix(2);
    return static_cast<char>(high * 16 + low);
  }

  std::string_view rest_;
};

std::string address_of(const ASN1_OCTET_STRING* octets) {
  const auto* data = ASN1_STRING_get0_data(octets);
  auto address = *parse_ip_address("0.0.0.0");
  if (ASN1_STRING_length(octets) == 4) {
    std::copy_n(data, 4, address.bytes.begin() + 12);
  } else if (ASN1_STRING_length(octets) == 16) {
    std::copy_n(data, 16, address.bytes.begin());
  } else {
    return {};
  }
  return address.text();
}

void add(std::vector<std::string>& to, std::string text) {
  if (!text.empty()) to.push_back(std::move(text));
}

void read_alternative_names(X509* certificate, CertificateIdentity& out) {
  const GeneralNamesRef names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) add(out.dns, text_of(name->d.dNSName));
    if (name->type == GEN_URI) add(out.uri, text_of(name->d.uniformResourceIdentifier));
    if (name->type == GEN_EMAIL) add(out.email, text_of(name->d.rfc822Name));
    if (name->type == GEN_IPADD) add(out.ip, address_of(name->d.iPAddress));
  }
}

}  // namespace

Result<CertificateIdentity> read_certificate_identity(BytesView der) {
  const auto certificate = parse_certificate(der);
  const auto not_before = read_time(certificate ? X509_get0_notBefore(certificate.get()) : nullptr);
  const auto not_after = read_time(certificate ? X509_get0_notAfter(certificate.get()) : nullptr);
  if (!not_before || !not_after) return fail(Errc::invalid, "certificate.malformed");
  CertificateIdentity out{.subject_dn = normal_name(X509_get_subject_name(certificate.get())),
                          .spki = spki_of(certificate.get()),
                          .not_before = *not_before,
                          .not_after = *not_after};
  read_alternative_names(certificate.get(), out);
  return out;
}

std::string normalise_dn(std::string_view rfc4514) {
  if (rfc4514.empty()) return {};
  return DnReader(rfc4514).read();
}

Sha256 spki_digest(const Key& key) {
  return sha256(key.public_der());
}

}  // namespace tessera::crypto
