#include "authn/webauthn/attestation/tpm_structures.hpp"

namespace tessera::authn::webauthn {
namespace {

constexpr std::uint16_t kNull = 0x0010, kRsaSsa = 0x0014, kRsaPss = 0x0016, kEcDsa = 0x0018;
constexpr std::size_t kClockAndFirmware = 17 + 8;  // TPMS_CLOCK_INFO, firmwareVersion

// Numbers are big-endian; after something is missing nothing is read any more.
class Reader {
 public:
  explicit Reader(BytesView rest) : rest_(rest) {}
  BytesView take(std::size_t size) {
    if (rest_.size() < size) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  std::uint32_t number(std::size_t size) {
    std::uint32_t value = 0;
    for (const auto byte : take(size)) value = value << 8 | byte;
    return value;
  }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  BytesView sized() { return take(u16()); }  // TPM2B_...
  void refuse() { failed_ = true; }
  [[nodiscard]] bool is_whole() const { return !failed_ && rest_.empty(); }

 private:
  BytesView rest_;
  bool failed_ = false;
};

// TPMT_SYM_DEF_OBJECT and TPMT_..._SCHEME: a signing key has no symmetric algorithm; its scheme is
// open, or names a digest.
void read_symmetric_and_scheme(Reader& reader) {
  if (reader.u16() != kNull) reader.refuse();
  const auto scheme = reader.u16();
  if (scheme == kRsaSsa || scheme == kRsaPss || scheme == kEcDsa) {
    (void)reader.u16();
  } else if (scheme != kNull) {
    reader.refuse();
  }
}

void read_rsa(Reader& reader, TpmPublic& out) {
  read_symmetric_and_scheme(reader);
  (void)reader.u16();  // keyBits
  const auto exponent = reader.number(4);
  if (exponent != 0) out.exponent = exponent;  // 0 stands for 2^16 + 1
  out.n = reader.sized();
}

void read_ecc(Reader& reader, TpmPublic& out) {
  read_symmetric_and_scheme(reader);
  out.curve = reader.u16();
  if (reader.u16() != kNull) reader.refuse();  // kdf
  out.x = reader.sized();
  out.y = reader.sized();
}

}  // namespace

std::optional<TpmPublic> read_tpm_public(BytesView bytes) {
  Reader reader(bytes);
  TpmPublic out{.type = reader.u16()};
  out.name_alg = reader.u16();
  out.attributes = reader.number(4);
  (void)reader.sized();  // authPolicy
  if (out.type == kTpmRsa) {
    read_rsa(reader, out);
  } else if (out.type == kTpmEcc) {
    read_ecc(reader, out);
  }
  if (!reader.is_whole()) return std::nullopt;
  return out;
}

std::optional<TpmAttest> read_tpm_attest(BytesView bytes) {
  Reader reader(bytes);
  TpmAttest out{.magic = reader.number(4)};
  out.type = reader.u16();
  (void)reader.sized();  // qualifiedSigner
  out.extra_data = reader.sized();
  (void)reader.take(kClockAndFirmware);
  out.name = reader.sized();
  (void)reader.sized();  // qualifiedName
  if (!reader.is_whole()) return std::nullopt;
  return out;
}

}  // namespace tessera::authn::webauthn
