// An authenticator in memory that does what it is told, right or wrong (WebAuthn 6).
#pragma once

#include <functional>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/authn/webauthn.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/crypto/key.hpp>

#include "tests/support/attestation_chain.hpp"
#include "tests/support/cbor_writer.hpp"

namespace tessera::test {

struct Flags {
  bool present = true, verified = true, eligible = false, backed_up = false;
};

class VirtualAuthenticator {
 public:
  explicit VirtualAuthenticator(std::int64_t alg_in = authn::webauthn::kEs256)
      : alg(alg_in), key(crypto::Key::generate(type_of(alg_in))) {}

  std::int64_t alg;
  crypto::Key key;
  std::string rp_id = "login.example.gov";
  std::string origin = "https://login.example.gov";
  Bytes credential_id = Bytes(32, 0xc1);
  Bytes user_handle = Bytes(32, 0x77);
  Uuid aaguid{};
  std::uint32_t count = 0;
  Flags flags{};
  boost::json::object more_client_data{};  // added to, or instead of, what the browser says
  Bytes extensions{};                      // a CBOR map, or empty: no ED flag
  bool attested = true;                    // attested credential data in registrations

  [[nodiscard]] static crypto::KeyType type_of(std::int64_t alg) {
    return alg == authn::webauthn::kEs256   ? crypto::KeyType::ec_p256
           : alg == authn::webauthn::kEdDsa ? crypto::KeyType::ed25519
                                            : crypto::KeyType::rsa;
  }

  [[nodiscard]] Bytes cose() const {
    const auto parts = key.public_parts();
    if (alg == authn::webauthn::kEs256)
      return cbor_map({{cbor_int(1), cbor_int(2)},
                       {cbor_int(3), cbor_int(alg)},
                       {cbor_int(-1), cbor_int(1)},
                       {cbor_int(-2), cbor_bytes(parts.x)},
                       {cbor_int(-3), cbor_bytes(parts.y)}});
    if (alg == authn::webauthn::kEdDsa)
      return cbor_map({{cbor_int(1), cbor_int(1)},
                       {cbor_int(3), cbor_int(alg)},
                       {cbor_int(-1), cbor_int(6)},
                       {cbor_int(-2), cbor_bytes(parts.x)}});
    return cbor_map({{cbor_int(1), cbor_int(3)},
                     {cbor_int(3), cbor_int(alg)},
                     {cbor_int(-1), cbor_bytes(parts.n)},
                     {cbor_int(-2), cbor_bytes(parts.e)}});
  }

  [[nodiscard]] Bytes client_data(std::string_view type, BytesView challenge) const {
    boost::json::object o{{"type", type},
                          {"challenge", codec::to_base64url(challenge)},
                          {"origin", origin},
                          {"crossOrigin", false}};
    for (const auto& [name, value] : more_client_data) o[name] = value;
    return to_bytes(boost::json::serialize(o));
  }

  [[nodiscard]] Bytes authenticator_data(bool with_credential) const {
    const auto hash = crypto::sha256(as_bytes(rp_id));
    const auto set = static_cast<std::uint8_t>(
        (flags.present ? 1 : 0) | (flags.verified ? 4 : 0) | (flags.eligible ? 8 : 0) |
        (flags.backed_up ? 16 : 0) | (with_credential ? 64 : 0) | (extensions.empty() ? 0 : 128));
    Bytes out = joined(
        {hash, Bytes{set},
         Bytes{static_cast<std::uint8_t>(count >> 24), static_cast<std::uint8_t>(count >> 16),
               static_cast<std::uint8_t>(count >> 8), static_cast<std::uint8_t>(count)}});
    if (with_credential) {
      const auto size = credential_id.size();
      out = joined({out, aaguid.bytes,
                    Bytes{static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)},
                    credential_id, cose()});
    }
    return joined({out, extensions});
  }

  // What a format's statement is made of.
  struct Made {
    Bytes authenticator_data;
    Bytes client_data_hash;
    [[nodiscard]] Bytes to_sign() const { return joined({authenticator_data, client_data_hash}); }
  };
  using MakeStatement = std::function<Bytes(const Made&)>;

  [[nodiscard]] authn::webauthn::RegistrationResponse create(
      BytesView challenge, const std::string& format = "none",
      const MakeStatement& make = [](const Made&) { return cbor_map({}); }) const {
    const auto json = client_data("webauthn.create", challenge);
    const auto hash = crypto::sha256(json);
    const Made made{.authenticator_data = authenticator_data(attested),
                    .client_data_hash = Bytes(hash.begin(), hash.end())};
    return {.credential_id = credential_id,
            .client_data_json = json,
            .attestation_object =
                cbor_map({{cbor_text("fmt"), cbor_text(format)},
                          {cbor_text("attStmt"), make(made)},
                          {cbor_text("authData"), cbor_bytes(made.authenticator_data)}}),
            .transports = {"internal", "hybrid"}};
  }

  [[nodiscard]] authn::webauthn::AssertionResponse get(BytesView challenge) const {
    authn::webauthn::AssertionResponse out{
        .credential_id = credential_id,
        .client_data_json = client_data("webauthn.get", challenge),
        .authenticator_data = authenticator_data(false),
        .user_handle = user_handle};
    const auto hash = crypto::sha256(out.client_data_json);
    out.signature = sign_der(key, joined({out.authenticator_data, hash}));
    return out;
  }

  // As it was registered.
  [[nodiscard]] authn::webauthn::StoredCredential stored() const {
    return {.id = credential_id,
            .public_key = cose(),
            .user_handle = user_handle,
            .sign_count = count,
            .backup_eligible = flags.eligible};
  }
};

}  // namespace tessera::test
