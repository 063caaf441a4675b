// Attribute values on their way into the store: checked against the catalogue, sealed,
// fingerprinted.
#pragma once

#include <span>
#include <vector>

#include <tessera/base/error.hpp>
#include <tessera/people/person_store.hpp>

namespace tessera::people {

struct SealedAttributes {
  std::vector<SealedAttribute> attributes;
  std::vector<Fingerprint> fingerprints;
};

// Errc::invalid with one FieldError per bad attribute: "attribute.unknown", "attribute.derived",
// "attribute.repeated", or what check_value says.
[[nodiscard]] Result<SealedAttributes> seal_attributes(const Uuid& person,
                                                       std::span<const Attribute> values,
                                                       const Secret& key, TimePoint now,
                                                       const crypto::Keyring& ring, Random& random);

// The form in which a value of this kind is compared ("login" or an attribute name).
[[nodiscard]] Result<std::string> normalise_kind(std::string_view kind, std::string_view value);

}  // namespace tessera::people
