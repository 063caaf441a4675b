#include "people/seal_attributes.hpp"

#include <set>

#include <tessera/people/catalogue.hpp>
#include <tessera/people/normal_form.hpp>

namespace tessera::people {
namespace {

Result<std::string> checked_value(const Attribute& value, std::set<std::string>& seen) {
  const auto* spec = Catalogue::standard().find(value.name);
  if (spec == nullptr) return fail(Errc::invalid, "attribute.unknown");
  if (!spec->derived.empty()) return fail(Errc::invalid, "attribute.derived");
  if (!seen.insert(value.name).second) return fail(Errc::invalid, "attribute.repeated");
  return check_value(*spec, value.value);
}

}  // namespace

Result<std::string> normalise_kind(std::string_view kind, std::string_view value) {
  if (kind == "login") return normalise_login(value);
  if (kind == "document_number" || kind == "national_id") return normalise_number(value);
  return fold_text(value);
}

Result<SealedAttributes> seal_attributes(const Uuid& person, std::span<const Attribute> values,
                                         const Secret& key, TimePoint now,
                                         const crypto::Keyring& ring, Random& random) {
  SealedAttributes out;
  Error refused{Errc::invalid, "attribute.invalid", {}, {}, {}, 0};
  std::set<std::string> seen;
  for (const auto& value : values) {
    auto text = checked_value(value, seen);
    if (!text) {
      refused.fields.push_back({value.name, text.error().id, {}});
      continue;
    }
    out.attributes.push_back({value.name,
                              seal_value(key, {"person", person}, value.name, *text, random),
                              value.source, value.method, value.verifier, value.verified, now});
    if (!Catalogue::standard().find(value.name)->fingerprint) continue;
    const auto normal = normalise_kind(value.name, *text);
    if (!normal) {
      refused.fields.push_back({value.name, normal.error().id, {}});
      continue;
    }
    out.fingerprints.push_back({value.name, fingerprint(value.name, *normal, ring),
                                fingerprints(value.name, *normal, ring)});
  }
  if (!refused.fields.empty()) return std::unexpected(std::move(refused));
  return out;
}

}  // namespace tessera::people
