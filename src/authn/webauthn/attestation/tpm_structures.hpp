// The structures of TPM 2.0 that an attestation carries (TPM 2.0 Library, Part 2: Structures).
#pragma once

#include <optional>

#include <tessera/base/bytes.hpp>

namespace tessera::authn::webauthn {

inline constexpr std::uint16_t kTpmRsa = 0x0001, kTpmEcc = 0x0023;
inline constexpr std::uint16_t kTpmSha256 = 0x000b, kTpmSha384 = 0x000c, kTpmSha512 = 0x000d;
inline constexpr std::uint16_t kTpmP256 = 0x0003;

// TPMT_PUBLIC (12.2.4) of a signing key.
struct TpmPublic {
  std::uint16_t type = 0;
  std::uint16_t name_alg = 0;
  std::uint32_t attributes = 0;
  std::uint32_t exponent = 65537;  // of RSA
  std::uint16_t curve = 0;         // of ECC
  BytesView n, x, y;
};

// TPMS_ATTEST (10.12.12) of a certified key.
struct TpmAttest {
  std::uint32_t magic = 0;
  std::uint16_t type = 0;
  BytesView extra_data;
  BytesView name;
};

// nullopt unless every byte is accounted for.
[[nodiscard]] std::optional<TpmPublic> read_tpm_public(BytesView bytes);
[[nodiscard]] std::optional<TpmAttest> read_tpm_attest(BytesView bytes);

}  // namespace tessera::authn::webauthn
