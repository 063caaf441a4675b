#include "authn/webauthn/cose_key.hpp"

#include "authn/webauthn/refuse.hpp"

namespace tessera::authn::webauthn {
namespace {

using codec::Cbor;
using Kind = Cbor::Kind;

// RFC 9053 7.1, 7.2 and RFC 8230 4.
constexpr std::int64_t kKty = 1, kAlg = 3, kCrv = -1, kX = -2, kY = -3, kN = -1, kE = -2;
constexpr std::int64_t kOkp = 1, kEc2 = 2, kRsa = 3;
constexpr std::int64_t kP256 = 1, kEd25519 = 6;
constexpr std::size_t kRsaModulus = 256;  // the only size that libfido2 reads

BytesView bytes_of(const Cbor& map, std::int64_t key) {
  const auto* value = map.find(key, Kind::bytes);
  return value == nullptr ? BytesView() : value->string;
}

bool has(const Cbor& map, std::int64_t key, std::int64_t value) {
  const auto* found = map.find(key, Kind::integer);
  return found != nullptr && found->integer == value;
}

Bytes joined(BytesView a, BytesView b) {
  Bytes out(a.begin(), a.end());
  out.insert(out.end(), b.begin(), b.end());
  return out;
}

Result<CoseKey> finish(std::int64_t alg, Result<crypto::Key> key, Bytes raw) {
  if (!key) return refuse("key", key.error().id);
  return CoseKey{.alg = alg, .key = std::move(*key), .raw = std::move(raw)};
}

Result<CoseKey> read_es256(const Cbor& map) {
  const auto x = bytes_of(map, kX), y = bytes_of(map, kY);
  const bool whole = map.map_size() == 5 && has(map, kKty, kEc2) && has(map, kCrv, kP256) &&
                     x.size() == 32 && y.size() == 32;
  if (!whole) return refuse("key", "not a P-256 key");
  return finish(kEs256, crypto::Key::from_ec_public(x, y), joined(x, y));
}

Result<CoseKey> read_eddsa(const Cbor& map) {
  const auto x = bytes_of(map, kX);
  const bool whole =
      map.map_size() == 4 && has(map, kKty, kOkp) && has(map, kCrv, kEd25519) && x.size() == 32;
  if (!whole) return refuse("key", "not an Ed25519 key");
  return finish(kEdDsa, crypto::Key::from_ed25519_public(x), joined(x, {}));
}

Result<CoseKey> read_rs256(const Cbor& map) {
  const auto n = bytes_of(map, kN), e = bytes_of(map, kE);
  const bool whole =
      map.map_size() == 4 && has(map, kKty, kRsa) && n.size() == kRsaModulus && e.size() == 3;
  if (!whole) return refuse("key", "not an RSA key of 2048 bits");
  return finish(kRs256, crypto::Key::from_rsa_public(n, e), joined(n, e));
}

}  // namespace

Result<CoseKey> read_cose_key(const Cbor& item) {
  const auto* alg = item.find(kAlg, Kind::integer);
  if (alg == nullptr) return refuse("key", "no alg");
  switch (alg->integer) {
    case kEs256:
      return read_es256(item);
    case kEdDsa:
      return read_eddsa(item);
    case kRs256:
      return read_rs256(item);
    default:
      return refuse("algorithm", std::to_string(alg->integer));
  }
}

}  // namespace tessera::authn::webauthn
