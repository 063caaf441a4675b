#include <tessera/crypto/certificate_identity.hpp>

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <optional>

#include <tessera/base/ip_address.hpp>

namespace tessera::crypto {
namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Names = std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)>;
using Object = std::unique_ptr<ASN1_OBJECT, decltype(&ASN1_OBJECT_free)>;

std::string oid_of(const ASN1_OBJECT* object) {
  std::array<char, 128> text{};
  const int length = OBJ_obj2txt(text.data(), text.size(), object, 1);
  if (length <= 0 || static_cast<std::size_t>(length) >= text.size()) return {};
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

// "CN", "2.5.4.3" and "OID.2.5.4.3" are the same type.
std::string type_oid(std::string_view type) {
  auto name = trimmed(type);
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::toupper(c); });
  if (name.starts_with("OID.")) name.erase(0, 4);
  if (name == "E" || name == "EMAIL" || name == "EMAILADDRESS") name = "emailAddress";
  if (name == "SERIALNUMBER") name = "serialNumber";
  if (name == "STREET") name = "street";
  if (name == "S") name = "ST";
  if (name == "ORGANIZATIONIDENTIFIER") name = "organizationIdentifier";
  const Object object(OBJ_txt2obj(name.c_str(), 0), ASN1_OBJECT_free);
  return object ? oid_of(object.get()) : std::string();
}

std::string assertion(const std::string& oid, std::string_view value) {
  return oid + "=" + to_hex(as_bytes(value));
}

// Within a relative name the order of the assertions means nothing (RFC 4514 2.2).
std::string join_relative(std::vector<std::string> assertions) {
  std::ranges::sort(assertions);
  std::string out;
  for (const auto& each : assertions) out += (out.empty() ? "" : "+") + each;
  return out;
}

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
      const auto oid = type_oid(rest_.substr(0, equals));
      rest_.remove_prefix(equals + 1);
      const auto value = read_value();
      if (oid.empty() || !value) return {};
      assertions.push_back(assertion(oid, *value));
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

// The certificate has its most general relative name first, the text its last.
std::string subject_of(X509* certificate) {
  X509_NAME* name = X509_get_subject_name(certificate);
  std::vector<std::string> relatives, assertions;
  for (int i = X509_NAME_entry_count(name) - 1; i >= 0; --i) {
    const auto* entry = X509_NAME_get_entry(name, i);
    unsigned char* text = nullptr;
    const int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
    if (length < 0) return {};
    const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner(
        text, [](unsigned char* p) { OPENSSL_free(p); });
    assertions.push_back(
        assertion(oid_of(X509_NAME_ENTRY_get_object(entry)),
                  {reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)}));
    const bool more = i > 0 && X509_NAME_ENTRY_set(X509_NAME_get_entry(name, i - 1)) ==
                                   X509_NAME_ENTRY_set(entry);
    if (!more) relatives.push_back(join_relative(std::exchange(assertions, {})));
  }
  std::string out;
  for (const auto& each : relatives) out += (out.empty() ? "" : ",") + each;
  return out;
}

std::string text_of(const ASN1_STRING* string) {
  std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
                   static_cast<std::size_t>(ASN1_STRING_length(string)));
  // "a.test\0.evil.test" is no name (CVE-2009-2408)
  return text.find('\0') == std::string::npos ? text : std::string();
}

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
  const Names names(static_cast<GENERAL_NAMES*>(
                        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
                    GENERAL_NAMES_free);
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) add(out.dns, text_of(name->d.dNSName));
    if (name->type == GEN_URI) add(out.uri, text_of(name->d.uniformResourceIdentifier));
    if (name->type == GEN_EMAIL) add(out.email, text_of(name->d.rfc822Name));
    if (name->type == GEN_IPADD) add(out.ip, address_of(name->d.iPAddress));
  }
}

TimePoint time_of(const ASN1_TIME* time) {
  std::tm parts{};
  ASN1_TIME_to_tm(time, &parts);
  return from_unix(timegm(&parts));
}

Sha256 digest_of_spki(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (length <= 0) return {};
  const auto digest = sha256(BytesView(der, static_cast<std::size_t>(length)));
  OPENSSL_free(der);
  return digest;
}

}  // namespace

Result<CertificateIdentity> read_certificate_identity(BytesView der) {
  const auto* at = der.data();
  const Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free);
  if (!certificate || at != der.data() + der.size())
    return fail(Errc::invalid, "certificate.malformed");
  CertificateIdentity out{.subject_dn = subject_of(certificate.get()),
                          .spki = digest_of_spki(certificate.get()),
                          .not_before = time_of(X509_get0_notBefore(certificate.get())),
                          .not_after = time_of(X509_get0_notAfter(certificate.get()))};
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
