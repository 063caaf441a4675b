#include <tessera/crypto/aead.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "crypto/algorithms.hpp"

namespace tessera::crypto {
namespace {

// version (1), key id (4, big-endian), nonce (12), ciphertext, tag (16)
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kNonceAt = 5;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kHeaderSize = kNonceAt + kNonceSize;
constexpr std::size_t kTagSize = 16;

EVP_CIPHER_CTX* cipher_context() {
  thread_local const CipherContext context{EVP_CIPHER_CTX_new()};
  check(context != nullptr, "AES-GCM context");
  return context.get();
}

void check_key(const Secret& key) {
  if (key.reveal_bytes().size() != 32) throw std::logic_error("AES-256 keys have 32 bytes");
}

// The header is authenticated with the context, so that a box cannot claim another key or version.
bool add_associated(EVP_CIPHER_CTX* cipher, BytesView header, std::string_view context) {
  int length = 0;
  const auto view = as_bytes(context);
  return EVP_CipherUpdate(cipher, nullptr, &length, header.data(),
                          static_cast<int>(header.size())) == 1 &&
         EVP_CipherUpdate(cipher, nullptr, &length, view.data(), static_cast<int>(view.size())) ==
             1;
}

bool start(EVP_CIPHER_CTX* cipher, const Secret& key, BytesView header, std::string_view context,
           bool encrypt) {
  return EVP_CipherInit_ex2(cipher, algorithms().aes_256_gcm, key.reveal_bytes().data(),
                            header.data() + kNonceAt, encrypt ? 1 : 0, nullptr) == 1 &&
         add_associated(cipher, header, context);
}

bool update(EVP_CIPHER_CTX* cipher, BytesView in, std::uint8_t* out) {
  int length = 0;
  return in.empty() ||
         (EVP_CipherUpdate(cipher, out, &length, in.data(), static_cast<int>(in.size())) == 1 &&
          length == static_cast<int>(in.size()));
}

}  // namespace

Bytes seal(const Secret& key, std::uint32_t key_id, BytesView plain, std::string_view context,
           Random& random) {
  check_key(key);
  Bytes box(kHeaderSize + plain.size() + kTagSize);
  box[0] = kVersion;
  for (std::size_t i = 0; i < 4; ++i)
    box[1 + i] = static_cast<std::uint8_t>(key_id >> (24 - 8 * i));
  const std::span header{box.data(), kHeaderSize};
  random.fill(header.subspan(kNonceAt));

  auto* cipher = cipher_context();
  auto* cipher_text = box.data() + kHeaderSize;
  auto* tag = cipher_text + plain.size();
  int length = 0;
  check(start(cipher, key, header, context, true) && update(cipher, plain, cipher_text) &&
            EVP_CipherFinal_ex(cipher, tag, &length) == 1 &&
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, kTagSize, tag) == 1,
        "AES-GCM seal");
  return box;
}

Result<Bytes> open(const Secret& key, BytesView box, std::string_view context) {
  check_key(key);
  if (!key_id_of(box)) return fail(Errc::invalid, "box.malformed");
  const auto header = box.first(kHeaderSize);
  const auto cipher_text = box.subspan(kHeaderSize, box.size() - kHeaderSize - kTagSize);
  std::array<std::uint8_t, kTagSize> tag;
  std::ranges::copy(box.last(kTagSize), tag.begin());

  auto* cipher = cipher_context();
  Bytes plain(cipher_text.size());
  check(start(cipher, key, header, context, false), "AES-GCM open");
  int length = 0;
  std::uint8_t nothing = 0;
  const bool genuine =
      update(cipher, cipher_text, plain.data()) &&
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1 &&
      EVP_CipherFinal_ex(cipher, &nothing, &length) == 1;
  if (genuine) return plain;
  wipe(plain.data(), plain.size());
  return fail(Errc::invalid, "box.altered");
}

Result<std::uint32_t> key_id_of(BytesView box) {
  if (box.size() < kHeaderSize + kTagSize || box[0] != kVersion) {
    return fail(Errc::invalid, "box.malformed");
  }
  std::uint32_t id = 0;
  for (std::size_t i = 1; i < kNonceAt; ++i) id = id << 8 | box[i];
  return id;
}

}  // namespace tessera::crypto
