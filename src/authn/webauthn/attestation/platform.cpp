// What telephones say of their keys: android-key (WebAuthn 8.4) and apple (8.8).
#include <algorithm>

#include <tessera/codec/der.hpp>

#include "authn/webauthn/attestation/statement.hpp"
#include "authn/webauthn/refuse.hpp"

namespace tessera::authn::webauthn {
namespace {

using codec::DerElement;
using codec::take_der;
using Kind = codec::Cbor::Kind;

constexpr const char* kKeyDescription = "1.3.6.1.4.1.11129.2.1.17";
constexpr const char* kAppleNonce = "1.2.840.113635.100.8.2";
constexpr unsigned kPurpose = 1, kAllApplications = 600, kOrigin = 702;
constexpr std::int64_t kGenerated = 0, kSign = 2;  // KM_ORIGIN_GENERATED, KM_PURPOSE_SIGN

std::optional<crypto::AttestationAlg> alg_of(std::int64_t alg) {
  if (alg == kEs256) return crypto::AttestationAlg::ecdsa_sha256;
  if (alg == kRs256) return crypto::AttestationAlg::rsa_sha256;
  return std::nullopt;
}

// An AuthorizationList of the schema of Android's key attestation.
struct Authorizations {
  bool all_applications = false;
  std::optional<std::int64_t> origin;
  std::vector<std::int64_t> purposes;
};

void read_purposes(BytesView set, Authorizations& out) {
  auto numbers = codec::unwrap_der(set, codec::kDerSet);
  while (numbers && !numbers->empty()) {
    const auto element = take_der(*numbers);
    const auto number = element ? codec::der_number(*element) : std::nullopt;
    if (!number) return;
    out.purposes.push_back(*number);
  }
}

std::optional<Authorizations> read_authorizations(BytesView list) {
  Authorizations out;
  while (!list.empty()) {
    const auto element = take_der(list);
    if (!element) return std::nullopt;
    if (element->is_context(kAllApplications)) out.all_applications = true;
    if (element->is_context(kPurpose)) read_purposes(element->content, out);
    if (element->is_context(kOrigin)) {
      auto content = element->content;
      const auto number = take_der(content);
      if (number) out.origin = codec::der_number(*number);
    }
  }
  return out;
}

struct KeyDescription {
  BytesView challenge;
  Authorizations software, hardware;
};

// KeyDescription: two versions with their security levels, challenge, uniqueId, two lists.
std::optional<KeyDescription> read_key_description(BytesView bytes) {
  auto fields = codec::unwrap_der(bytes, codec::kDerSequence);
  std::vector<DerElement> elements;
  while (fields && !fields->empty()) {
    auto element = take_der(*fields);
    if (!element) return std::nullopt;
    elements.push_back(*element);
  }
  const bool shaped = elements.size() == 8 && elements[4].is_universal(codec::kDerOctetString) &&
                      elements[6].is_universal(codec::kDerSequence) &&
                      elements[7].is_universal(codec::kDerSequence);
  if (!shaped) return std::nullopt;
  const auto software = read_authorizations(elements[6].content);
  const auto hardware = read_authorizations(elements[7].content);
  if (!software || !hardware) return std::nullopt;
  return KeyDescription{
      .challenge = elements[4].content, .software = *software, .hardware = *hardware};
}

// WebAuthn 8.4 and 8.4.1; of the two lists only that of the trusted environment counts.
Result<void> check_key_description(BytesView bytes, const crypto::Sha256& client_data_hash) {
  const auto description = read_key_description(bytes);
  if (!description) return refuse("certificate", "key description");
  if (!std::ranges::equal(description->challenge, client_data_hash))
    return refuse("certificate", "challenge");
  if (description->software.all_applications || description->hardware.all_applications)
    return refuse("certificate", "key of all applications");
  if (description->hardware.origin != kGenerated) return refuse("certificate", "origin of the key");
  if (std::ranges::find(description->hardware.purposes, kSign) ==
      description->hardware.purposes.end())
    return refuse("certificate", "purpose of the key");
  return {};
}

// SEQUENCE { [1] EXPLICIT OCTET STRING }
std::optional<BytesView> read_apple_nonce(BytesView bytes) {
  auto fields = codec::unwrap_der(bytes, codec::kDerSequence);
  if (!fields) return std::nullopt;
  const auto tagged = take_der(*fields);
  if (!tagged || !fields->empty() || !tagged->is_context(1)) return std::nullopt;
  return codec::unwrap_der(tagged->content, codec::kDerOctetString);
}

}  // namespace

Result<Attested> verify_android_key(const Statement& statement) {
  const auto* alg = statement.fields.find("alg", Kind::integer);
  const auto* signature = statement.fields.find("sig", Kind::bytes);
  if (statement.fields.map_size() != 3 || alg == nullptr || signature == nullptr)
    return refuse("statement", "members of android-key");
  auto path = read_x5c(statement.fields);
  if (!path) return std::unexpected(path.error());
  const auto known = alg_of(alg->integer);
  if (!known || !path->front().verify(*known, statement.signed_bytes(), signature->string))
    return refuse("statement", "signature");
  if (!certifies(path->front(), statement.credential().key))
    return refuse("certificate", "of another key");
  const auto description = path->front().extension(kKeyDescription);
  if (!description) return refuse("certificate", "key description");
  if (const auto good = check_key_description(description->value, statement.client_data_hash);
      !good)
    return std::unexpected(good.error());
  return Attested{.kind = AttestationKind::basic, .path = std::move(*path)};
}

Result<Attested> verify_apple(const Statement& statement) {
  if (statement.fields.map_size() != 1) return refuse("statement", "members of apple");
  auto path = read_x5c(statement.fields);
  if (!path) return std::unexpected(path.error());
  // WebAuthn 8.8 steps 2 to 4
  const auto extension = path->front().extension(kAppleNonce);
  const auto nonce = extension ? read_apple_nonce(extension->value) : std::nullopt;
  if (!nonce || !std::ranges::equal(*nonce, crypto::sha256(statement.signed_bytes())))
    return refuse("certificate", "nonce");
  // WebAuthn 8.8 step 5
  if (!certifies(path->front(), statement.credential().key))
    return refuse("certificate", "of another key");
  return Attested{.kind = AttestationKind::basic, .path = std::move(*path)};
}

}  // namespace tessera::authn::webauthn
