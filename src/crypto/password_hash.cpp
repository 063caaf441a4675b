#include <tessera/crypto/password_hash.hpp>

#include <charconv>
#include <optional>
#include <stdexcept>

#include <sodium.h>

#include <tessera/base/unavailable.hpp>

#include "crypto/argon2_arena.hpp"
#include "crypto/argon2_raw.hpp"

namespace tessera::crypto {
namespace {

static_assert(kArgon2SaltSize == crypto_pwhash_argon2id_SALTBYTES);

// What a stored string may ask for: a row from outside must not name gigabytes.
constexpr std::uint32_t kMaxMemoryKib = 1024 * 1024;
constexpr std::uint32_t kMaxPasses = 64;

void start_libsodium() {
  static const int started = sodium_init();
  if (started < 0) throw std::runtime_error("libsodium does not start");
}

Argon2Tag hash(const Secret& password, const Argon2Salt& salt, const Argon2Params& params) {
  start_libsodium();
  Argon2Tag tag;
  const auto text =
      password.empty() ? std::string_view("") : password.reveal();  // never a null pointer
  const int failed = crypto_pwhash_argon2id(
      tag.data(), tag.size(), text.data(), text.size(), salt.data(), params.passes,
      std::size_t{params.memory_kib} * 1024, crypto_pwhash_argon2id_ALG_ARGON2ID13);
  if (failed != 0) throw Unavailable("hashing", "no memory for Argon2id");
  return tag;
}

struct Parsed {
  Argon2Params params;
  Argon2Salt salt;
  Argon2Tag tag;
};

// Takes the prefix off text, or says that it is not there.
bool skip(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool read_number(std::string_view& text, std::uint32_t max, std::uint32_t& out) {
  if (text.starts_with('0')) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc() && out <= max;
}

template <std::size_t Size>
bool read_base64(std::string_view text, std::array<std::uint8_t, Size>& out) {
  std::size_t size = 0;
  const char* end = nullptr;
  return sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, &end,
                           sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
         size == Size && end == text.data() + text.size();
}

// Exactly what argon2id_hash writes: one version, one lane, these sizes, no optional fields.
std::optional<Parsed> parse_phc(std::string_view text) {
  Parsed parsed;
  const bool head = skip(text, "$argon2id$v=19$m=") &&
                    read_number(text, kMaxMemoryKib, parsed.params.memory_kib) &&
                    skip(text, ",t=") && read_number(text, kMaxPasses, parsed.params.passes) &&
                    skip(text, ",p=1$");
  const auto dollar = text.find('$');
  if (!head || dollar == std::string_view::npos || parsed.params.memory_kib < 8)
    return std::nullopt;
  if (!read_base64(text.substr(0, dollar), parsed.salt)) return std::nullopt;
  if (!read_base64(text.substr(dollar + 1), parsed.tag)) return std::nullopt;
  return parsed;
}

std::string to_base64(BytesView bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the NUL
  return text;
}

}  // namespace

Argon2Tag argon2id_raw(const Secret& password, const Argon2Salt& salt, const Argon2Params& params,
                       WorkingMemory memory) {
  if (memory == WorkingMemory::plain) return hash(password, salt, params);
  const Argon2ArenaScope scope;
  return hash(password, salt, params);
}

std::string argon2id_hash(const Secret& password, const Argon2Params& params, Random& random) {
  Argon2Salt salt;
  random.fill(salt);
  const auto tag = argon2id_raw(password, salt, params, WorkingMemory::kept);
  return "$argon2id$v=19$m=" + std::to_string(params.memory_kib) +
         ",t=" + std::to_string(params.passes) + ",p=1$" + to_base64(salt) + "$" + to_base64(tag);
}

bool argon2id_verify(const std::string& phc, const Secret& password) {
  const auto stored = parse_phc(phc);
  if (!stored) return false;
  const auto tag = argon2id_raw(password, stored->salt, stored->params, WorkingMemory::kept);
  return equal_in_constant_time(tag, stored->tag);
}

bool argon2id_needs_rehash(const std::string& phc, const Argon2Params& params) {
  const auto stored = parse_phc(phc);
  return !stored || stored->params != params;
}

void argon2id_release_memory() {
  release_argon2_arena();
}

}  // namespace tessera::crypto
