// The attribute catalogue: name, type, data class, owner, retention, claim mapping and verification
// rule as data (ADR 23). An unlabelled attribute fails start and tests.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include <tessera/base/error.hpp>

namespace tessera::people {

enum class DataClass { open, internal, personal, restricted };
enum class AttributeType {
  text,
  date,
  boolean,
  email,
  phone,
  locale,
  zoneinfo,
  url,
  address,
  timestamp
};

struct AttributeSpec {
  std::string name;
  AttributeType type = AttributeType::text;
  DataClass data_class = DataClass::personal;
  std::string owner;         // accountable role
  int retention_days = 0;    // after the person is closed
  std::string claim;         // OIDC claim it maps to, or empty
  std::string scope;         // OIDC scope that asks for it; empty: it is asked for by name only
  std::string verification;  // "none", "code_mail", "document", "register"
  bool fingerprint = false;  // equality look-up is kept
  bool core = false;         // required to submit an application
  std::size_t max_length = 200;
  // "verified:email": true while the current value of email has a time of verification;
  // "updated": time of the latest change of any attribute; "age_over:18": whether the verified
  // birthdate is so many years ago; "resident_of": whether the verified address is in a place that
  // the claim names (claims.hpp); "ial": the level of proofing. Derived ones are never stored.
  std::string derived;
  // Answers a question about an attribute without telling its value (R68).
  [[nodiscard]] bool is_predicate() const {
    return derived.starts_with("age_over:") || derived == "resident_of";
  }
};

// Loaded from the embedded data file (src/people/catalogue.json) once. Immutable, thread-safe.
class Catalogue {
 public:
  // Throws std::runtime_error naming the attribute and the missing or unknown label.
  [[nodiscard]] static const Catalogue& standard();
  [[nodiscard]] static Catalogue parse(std::string_view json);
  [[nodiscard]] const AttributeSpec* find(std::string_view name) const;
  [[nodiscard]] const AttributeSpec* find_claim(std::string_view claim) const;
  [[nodiscard]] std::vector<const AttributeSpec*> of_scope(std::string_view scope) const;
  [[nodiscard]] std::span<const AttributeSpec> all() const { return specs_; }

 private:
  std::vector<AttributeSpec> specs_;
};

// The value as it is stored: trimmed, NFC, checked against the type. Errc::invalid
// "attribute.<why>" with why one of empty, too_long, malformed, date, email, phone, url, locale,
// zoneinfo, boolean, address (a JSON object of the members of OpenID Connect Core 5.1.1).
[[nodiscard]] Result<std::string> check_value(const AttributeSpec& spec, std::string_view value);

// A stored value as the JSON value of its claim; null if it cannot be read.
[[nodiscard]] boost::json::value claim_value(const AttributeSpec& spec, const std::string& text);

// A claim as it is asked for: a name and, where it has one, the parameter behind a colon.
struct ClaimName {
  std::string_view name;
  std::string_view parameter;
};
[[nodiscard]] ClaimName split_claim(std::string_view claim);

}  // namespace tessera::people
