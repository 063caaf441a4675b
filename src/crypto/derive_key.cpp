#include <array>
#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>

#include <tessera/crypto/digest.hpp>

#include "crypto/key_data.hpp"

namespace tessera::crypto {
namespace {

using BigNumber = std::unique_ptr<BIGNUM, FreeBy<BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, FreeBy<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, FreeBy<EC_POINT_free>>;
using Params = std::unique_ptr<OSSL_PARAM, FreeBy<OSSL_PARAM_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreeBy<OSSL_PARAM_BLD_free>>;
using Scratch = std::unique_ptr<BN_CTX, FreeBy<BN_CTX_free>>;

constexpr std::size_t kWideSize =
    48;  // 128 bits more than the order, so that no scalar is likelier
constexpr std::size_t kPointSize = 65;

// 1 to n - 1.
BigNumber to_scalar(const Bytes& wide, const EC_GROUP* group, BN_CTX* scratch) {
  BigNumber scalar{BN_bin2bn(wide.data(), static_cast<int>(wide.size()), nullptr)};
  const BigNumber range{BN_dup(EC_GROUP_get0_order(group))};
  check(scalar && range && BN_sub_word(range.get(), 1) == 1 &&
            BN_mod(scalar.get(), scalar.get(), range.get(), scratch) == 1 &&
            BN_add_word(scalar.get(), 1) == 1,
        "key derivation");
  BN_set_flags(scalar.get(), BN_FLG_CONSTTIME);
  return scalar;
}

Pkey to_key(const EC_GROUP* group, const BIGNUM* scalar, BN_CTX* scratch) {
  const Point point{EC_POINT_new(group)};
  std::array<std::uint8_t, kPointSize> encoded{};
  check(point && EC_POINT_mul(group, point.get(), scalar, nullptr, nullptr, scratch) == 1 &&
            EC_POINT_point2oct(group, point.get(), POINT_CONVERSION_UNCOMPRESSED, encoded.data(),
                               encoded.size(), scratch) == kPointSize,
        "key derivation");
  const ParamBuilder builder{OSSL_PARAM_BLD_new()};
  check(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                        SN_X9_62_prime256v1, 0) == 1 &&
            OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1 &&
            OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, encoded.data(),
                                             encoded.size()) == 1,
        "key derivation");
  const Params params{OSSL_PARAM_BLD_to_param(builder.get())};
  const PkeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  EVP_PKEY* pkey = nullptr;
  check(context && params && EVP_PKEY_fromdata_init(context.get()) == 1 &&
            EVP_PKEY_fromdata(context.get(), &pkey, EVP_PKEY_KEYPAIR, params.get()) == 1,
        "key derivation");
  return Pkey{pkey};
}

}  // namespace

Key Key::derive_p256(const Secret& seed, std::string_view purpose) {
  if (seed.reveal_bytes().size() < 32) throw std::logic_error("a seed has at least 32 bytes");
  auto wide = hkdf_sha256(seed.reveal_bytes(), {}, as_bytes(purpose), kWideSize);
  const Group group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
  const Scratch scratch{BN_CTX_secure_new()};
  check(group && scratch, "key derivation");
  const auto scalar = to_scalar(wide, group.get(), scratch.get());
  wipe(wide.data(), wide.size());
  return Key{std::make_shared<const Key::Data>(to_key(group.get(), scalar.get(), scratch.get()),
                                               KeyType::ec_p256, true)};
}

}  // namespace tessera::crypto
