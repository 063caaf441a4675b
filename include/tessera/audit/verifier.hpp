// Reads the whole journal and says what does not fit (`tessera audit verify`).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/journal_reader.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::audit {

struct Finding {
  // "altered": a row is not what its leaf or MAC says. "removed": a row or leaf is missing.
  // "reordered": places do not follow each other. "tree": leaves and signed head differ. "head": a
  // head's signature or its root is wrong. "tail_cut", "rewritten": against the saved head.
  // "unsequenced": too old without a leaf.
  std::string kind;
  std::string where;  // "leaf 17", "boot ... n 5"
  std::string detail;
};

struct Report {
  std::uint64_t leaves = 0;
  std::uint64_t rows = 0;
  std::uint64_t unsequenced = 0;
  std::uint64_t voids = 0;
  std::uint64_t lost = 0;
  std::uint64_t dropped = 0;  // leaves whose month is no longer kept
  std::uint64_t blinded = 0;  // leaves whose subject was erased: checked by their MAC only
  std::uint64_t heads = 0;
  std::vector<Finding> findings;  // the first kMaxFindings
  std::uint64_t finding_count = 0;
  [[nodiscard]] bool good() const { return finding_count == 0; }
};
inline constexpr std::size_t kMaxFindings = 100;

struct VerifyOptions {
  std::optional<SignedHead> saved;  // parse_saved_head of the text kept elsewhere
  TimePoint now;
};

// keys: without the keyring the chains are not checked (an auditor outside checks tree and heads
// only).
[[nodiscard]] Task<Report> verify_journal(JournalReader& reader, const crypto::Keyring* keys,
                                          VerifyOptions options);

}  // namespace tessera::audit
