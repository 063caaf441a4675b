#include "crypto/x509/names.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "crypto/algorithms.hpp"

namespace tessera::crypto {
namespace {

std::optional<std::string> utf8_of(const ASN1_STRING* value) {
  unsigned char* text = nullptr;
  const int length = ASN1_STRING_to_UTF8(&text, value);
  if (length < 0) return std::nullopt;
  std::string out(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
  OPENSSL_free(text);
  return out;
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

}  // namespace

std::string name_attribute_type(std::string_view type) {
  auto name = trimmed(type);
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::toupper(c); });
  if (name.starts_with("OID.")) name.erase(0, 4);
  if (name == "E" || name == "EMAIL" || name == "EMAILADDRESS") name = "emailAddress";
  if (name == "SERIALNUMBER") name = "serialNumber";
  if (name == "STREET") name = "street";
  if (name == "S") name = "ST";
  if (name == "ORGANIZATIONIDENTIFIER") name = "organizationIdentifier";
  const std::unique_ptr<ASN1_OBJECT, FreeBy<ASN1_OBJECT_free>> object(OBJ_txt2obj(name.c_str(), 0));
  return object ? oid_of(object.get()) : std::string();
}

std::string oid_of(const ASN1_OBJECT* object) {
  std::array<char, 128> text{};
  const int length = OBJ_obj2txt(text.data(), text.size(), object, 1);
  if (length <= 0 || static_cast<std::size_t>(length) >= text.size()) return {};
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string render_assertion(const std::string& oid, std::string_view value) {
  return oid + "=" + to_hex(as_bytes(value));
}

std::string join_relative(std::vector<std::string> assertions) {
  std::ranges::sort(assertions);
  std::string out;
  for (const auto& each : assertions) out += (out.empty() ? "" : "+") + each;
  return out;
}

// The certificate has its most general relative name first, the text its last.
std::string normal_name(const X509_NAME* name) {
  std::vector<std::string> relatives, assertions;
  for (int i = X509_NAME_entry_count(name) - 1; i >= 0; --i) {
    const auto* entry = X509_NAME_get_entry(name, i);
    const auto value = utf8_of(X509_NAME_ENTRY_get_data(entry));
    if (!value) return {};
    assertions.push_back(render_assertion(oid_of(X509_NAME_ENTRY_get_object(entry)), *value));
    const bool more = i > 0 && X509_NAME_ENTRY_set(X509_NAME_get_entry(name, i - 1)) ==
                                   X509_NAME_ENTRY_set(entry);
    if (!more) relatives.push_back(join_relative(std::exchange(assertions, {})));
  }
  std::string out;
  for (const auto& each : relatives) out += (out.empty() ? "" : ",") + each;
  return out;
}

bool read_attributes(const X509_NAME* name, std::vector<NameAttribute>& out) {
  for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
    const auto* entry = X509_NAME_get_entry(name, i);
    auto value = utf8_of(X509_NAME_ENTRY_get_data(entry));
    auto type = oid_of(X509_NAME_ENTRY_get_object(entry));
    if (!value || type.empty()) return false;
    out.push_back({std::move(type), std::move(*value)});
  }
  return true;
}

std::string text_of(const ASN1_STRING* text) {
  std::string out(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                  static_cast<std::size_t>(ASN1_STRING_length(text)));
  return out.find('\0') == std::string::npos ? out : std::string();
}

}  // namespace tessera::crypto
