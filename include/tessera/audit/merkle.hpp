// The Merkle tree of RFC 9162 2.1 with SHA-256: pure functions over hashes. A tree is described by
// its leaves; a grower keeps only the roots of its complete subtrees (the right edge), a proof asks
// for the subtree roots it needs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <tessera/crypto/digest.hpp>

namespace tessera::audit {

using Hash = crypto::Sha256;

[[nodiscard]] Hash hash_leaf(BytesView data);  // RFC 9162 2.1.1
[[nodiscard]] Hash hash_children(const Hash& left, const Hash& right);
[[nodiscard]] Hash empty_root();

// The root of the complete subtree over leaves [index << level, (index + 1) << level).
struct NodeId {
  int level = 0;
  std::uint64_t index = 0;
  auto operator<=>(const NodeId&) const = default;
};

class Edge {
 public:
  Edge() = default;
  // nullopt unless bytes hold one hash for each bit of size.
  [[nodiscard]] static std::optional<Edge> decode(std::uint64_t size, BytesView bytes);
  [[nodiscard]] Bytes encode() const;
  // Adds a leaf; `completed` is told every subtree of level > 0 that this leaf completes.
  void push(const Hash& leaf, const std::function<void(NodeId, const Hash&)>& completed = {});
  [[nodiscard]] Hash root() const;
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> roots_;  // largest subtree first
};

// Leaves [begin, end).
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};
using FindNode = std::function<Hash(NodeId)>;
// The complete subtrees that cover a range as the tree cuts it, from left to right.
[[nodiscard]] std::vector<NodeId> subtrees(Range range);
[[nodiscard]] Hash hash_range(Range range, const FindNode& find);

// Proofs as the ranges whose hashes they list, in the order of RFC 9162 2.1.3.1 and 2.1.4.1.
[[nodiscard]] std::vector<Range> inclusion_path(std::uint64_t leaf, std::uint64_t size);
[[nodiscard]] std::vector<Range> consistency_path(std::uint64_t old_size, std::uint64_t size);

// RFC 9162 2.1.3.2 and 2.1.4.2.
[[nodiscard]] bool check_inclusion(const Hash& leaf_hash, std::uint64_t leaf, std::uint64_t size,
                                   std::span<const Hash> proof, const Hash& root);
[[nodiscard]] bool check_consistency(std::uint64_t old_size, std::uint64_t size,
                                     std::span<const Hash> proof, const Hash& old_root,
                                     const Hash& root);

}  // namespace tessera::audit
