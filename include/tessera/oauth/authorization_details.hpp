// Rich authorization requests (RFC 9396): typed authorization details. The types are data
// (src/oauth/claims/authorization_details.json): what members they have, and what a person reads
// about them. Pure.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/error.hpp>

namespace tessera::oauth {

using Texts = std::map<std::string, std::string, std::less<>>;  // by locale; "en" is always there

struct DetailsMember {
  enum class Kind { text, texts, number, boolean, object };
  std::string name;
  Kind kind = Kind::text;
  bool required = false;
  std::vector<std::string> values;     // the only ones of text and texts; empty: any
  std::vector<DetailsMember> members;  // of an object
  Texts label;
};

struct DetailsType {
  std::string type;
  Texts title;
  std::vector<DetailsMember> members;
};

// Immutable, thread-safe.
class DetailsCatalogue {
 public:
  // The embedded data file, read once.
  [[nodiscard]] static const DetailsCatalogue& standard();
  // Throws std::runtime_error naming the type and what is missing or unknown.
  [[nodiscard]] static DetailsCatalogue parse(std::string_view json);
  [[nodiscard]] const DetailsType* find(std::string_view type) const;  // nullptr if unknown
  [[nodiscard]] std::span<const DetailsType> all() const { return types_; }

 private:
  std::vector<DetailsType> types_;
};

// The authorization_details parameter (RFC 9396 2) as JSON text; "" for an empty array. Errors:
// invalid_authorization_details - not an array of 1 to 20 objects, larger than 4 KiB, a type that
// is unknown or not among `allowed`, a member that its type does not have, lacks or has with
// another kind of value (RFC 9396 5).
[[nodiscard]] Result<std::string> parse_authorization_details(std::string_view text,
                                                              const DetailsCatalogue& catalogue,
                                                              std::span<const std::string> allowed);

// What of `granted` a token request asks for (RFC 9396 6): each element must be one of the granted
// ones. nullptr asks for all of them. Errors: invalid_authorization_details.
[[nodiscard]] Result<std::string> narrow_authorization_details(const std::string* asked,
                                                               std::string_view granted);

// Those of types that are still allowed: a registration that was narrowed counts at once.
[[nodiscard]] std::string keep_allowed_details(std::string_view details,
                                               std::span<const std::string> allowed);

// For the consent page, in the locale or in English.
struct DetailToShow {
  struct Row {
    std::string label;
    std::string value;
  };
  std::string type;
  std::string title;
  std::vector<Row> rows;
};
[[nodiscard]] std::vector<DetailToShow> details_to_show(std::string_view details,
                                                        const DetailsCatalogue& catalogue,
                                                        std::string_view locale);

}  // namespace tessera::oauth
