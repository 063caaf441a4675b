#include <tessera/audit/merkle.hpp>

#include <gtest/gtest.h>

namespace tessera::audit {
namespace {

Bytes from_hex(std::string_view hex) {
  Bytes out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    out.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return out;
}

// Inputs and roots of the test tree that Certificate Transparency logs publish.
const std::vector<std::string> kInputs{"",
                                       "00",
                                       "10",
                                       "2021",
                                       "3031",
                                       "40414243",
                                       "5051525354555657",
                                       "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string> kRoots{
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

// A tree held whole, and its subtrees by definition (RFC 9162 2.1.1).
struct Whole {
  std::vector<Hash> leaves;
  explicit Whole(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i)
      leaves.push_back(hash_leaf(as_bytes("leaf " + std::to_string(i))));
  }
  [[nodiscard]] Hash root(std::size_t from, std::size_t to) const {
    if (from == to) return empty_root();
    if (to - from == 1) return leaves[from];
    std::size_t cut = 1;
    while (cut * 2 < to - from) cut *= 2;
    return hash_children(root(from, from + cut), root(from + cut, to));
  }
  [[nodiscard]] FindNode find() const {
    return [this](NodeId id) { return root(id.index << id.level, (id.index + 1) << id.level); };
  }
  [[nodiscard]] std::vector<Hash> hashes(const std::vector<Range>& ranges) const {
    std::vector<Hash> out;
    for (const auto& range : ranges) out.push_back(hash_range(range, find()));
    return out;
  }
};

TEST(Merkle, CertificateTransparencyRoots) {
  Edge edge;
  EXPECT_EQ(to_hex(edge.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < kInputs.size(); ++i) {
    edge.push(hash_leaf(from_hex(kInputs[i])));
    EXPECT_EQ(to_hex(edge.root()), kRoots[i]) << i + 1;
  }
}

TEST(Merkle, PublishedInclusionProof) {
  // PATH(5, D[8]) of the same published tree.
  std::vector<Hash> leaves;
  for (const auto& input : kInputs) leaves.push_back(hash_leaf(from_hex(input)));
  Whole whole(0);
  whole.leaves = leaves;
  const auto proof = whole.hashes(inclusion_path(5, 8));
  ASSERT_EQ(proof.size(), 3U);
  EXPECT_EQ(to_hex(proof[0]), "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
  EXPECT_EQ(to_hex(proof[2]), "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
}

TEST(Merkle, EdgeGivesTheDefinedRootAndSurvivesEncoding) {
  const Whole whole(40);
  Edge edge;
  for (std::size_t n = 1; n <= 40; ++n) {
    edge.push(whole.leaves[n - 1],
              [&](NodeId id, const Hash& hash) { EXPECT_EQ(hash, whole.find()(id)); });
    ASSERT_EQ(edge.root(), whole.root(0, n));
    const auto again = Edge::decode(n, edge.encode());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->root(), edge.root());
    EXPECT_FALSE(Edge::decode(n + 1, Bytes(31)));
  }
}

TEST(Merkle, EveryInclusionProofHoldsAndNoOtherDoes) {
  const Whole whole(20);
  for (std::uint64_t size = 1; size <= 20; ++size) {
    const auto root = whole.root(0, size);
    for (std::uint64_t leaf = 0; leaf < size; ++leaf) {
      auto proof = whole.hashes(inclusion_path(leaf, size));
      EXPECT_TRUE(check_inclusion(whole.leaves[leaf], leaf, size, proof, root));
      EXPECT_FALSE(check_inclusion(whole.leaves[(leaf + 1) % 20], leaf, size, proof, root));
      if (size > 1) EXPECT_FALSE(check_inclusion(whole.leaves[leaf], leaf ^ 1, size, proof, root));
      proof.push_back(root);
      EXPECT_FALSE(check_inclusion(whole.leaves[leaf], leaf, size, proof, root));
    }
    EXPECT_FALSE(check_inclusion(whole.leaves[0], size, size, {}, root));
  }
}

TEST(Merkle, EveryConsistencyProofHoldsAndARewrittenTreeDoesNot) {
  const Whole whole(20);
  Whole rewritten(20);
  rewritten.leaves[2] = hash_leaf(as_bytes("another"));
  for (std::uint64_t old_size = 3; old_size <= 20; ++old_size) {
    for (std::uint64_t size = old_size; size <= 20; ++size) {
      const auto path = consistency_path(old_size, size);
      EXPECT_TRUE(check_consistency(old_size, size, whole.hashes(path), whole.root(0, old_size),
                                    whole.root(0, size)));
      EXPECT_FALSE(check_consistency(old_size, size, rewritten.hashes(path),
                                     whole.root(0, old_size), rewritten.root(0, size)));
    }
  }
  EXPECT_FALSE(check_consistency(5, 4, {}, whole.root(0, 5), whole.root(0, 4)));
}

}  // namespace
}  // namespace tessera::audit
