// Right statements of every format, made of parts that a test spoils one at a time.
#pragma once

#include "tests/unit/authn/webauthn/fixture.hpp"

namespace tessera::authn::webauthn {

inline const Uuid kModel = *parse_uuid("f8a011f3-8c0a-4d15-8006-17111f9edc7d");
inline constexpr const char* kAaguidOid = "1.3.6.1.4.1.45724.1.1.4";

inline Bytes der(std::uint8_t tag, BytesView content) {
  Bytes out{tag};
  if (content.size() >= 0x100) {
    out.insert(out.end(), {0x82, static_cast<std::uint8_t>(content.size() >> 8)});
  } else if (content.size() >= 0x80) {
    out.push_back(0x81);
  }
  out.push_back(static_cast<std::uint8_t>(content.size()));
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

inline Bytes aaguid_value(const Uuid& aaguid) {
  return der(0x04, aaguid.bytes);
}

// A maker with its root and the key that signs statements.
struct Maker {
  crypto::Key root_key = crypto::Key::generate(crypto::KeyType::ec_p256);
  crypto::Key key = crypto::Key::generate(crypto::KeyType::ec_p256);
  Bytes root = issue_root(root_key);
  ChainSpec spec{.extensions = {{.oid = kAaguidOid, .value = aaguid_value(kModel)}}};

  [[nodiscard]] Bytes certificate() const { return issue(key, root_key, spec); }
  [[nodiscard]] TrustRoots roots() const { return {.others = {webauthn::certificate(root)}}; }
};

inline Bytes packed(std::int64_t alg, BytesView signature, const std::vector<Bytes>& x5c) {
  CborFields fields{{cbor_text("alg"), cbor_int(alg)}, {cbor_text("sig"), cbor_bytes(signature)}};
  std::vector<Bytes> list;
  for (const auto& each : x5c) list.push_back(cbor_bytes(each));
  if (!x5c.empty()) fields.emplace_back(cbor_text("x5c"), cbor_array(list));
  return cbor_map(fields);
}

inline auto packed_by(const Maker& maker) {
  return [&maker](const VirtualAuthenticator::Made& made) {
    return packed(kEs256, sign_der(maker.key, made.to_sign()), {maker.certificate()});
  };
}

inline VirtualAuthenticator device_of_model(std::int64_t alg = kEs256) {
  VirtualAuthenticator device(alg);
  device.aaguid = kModel;
  return device;
}

}  // namespace tessera::authn::webauthn
