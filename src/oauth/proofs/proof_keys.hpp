// Keys of DPoP proofs by the text of their header: a client proves the same key again and again,
// and parsing it is a third of what a proof costs. Holds no trust: a header that was seen before
// still needs its signature. Thread-safe; bounded.
#pragma once

#include <array>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <tessera/crypto/digest.hpp>
#include <tessera/crypto/key.hpp>

namespace tessera::oauth {

struct ProofKey {
  crypto::Key key;
  std::string jkt;
};

class ProofKeys {
 public:
  static constexpr std::size_t kMost = 2048;  // of one generation; the one before is kept beside it
  // header: the encoded first part of a proof.
  [[nodiscard]] std::optional<ProofKey> find(std::string_view header);
  void put(std::string_view header, ProofKey key);

 private:
  struct Hash {
    std::size_t operator()(const crypto::Sha256& digest) const noexcept {
      std::size_t out = 0;
      std::memcpy(&out, digest.data(), sizeof out);
      return out;
    }
  };
  using Map = std::unordered_map<crypto::Sha256, ProofKey, Hash>;
  void insert(const crypto::Sha256& digest, ProofKey key);

  std::mutex mutex_;
  Map young_, old_;
};

}  // namespace tessera::oauth
