#include <tessera/audit/merkle.hpp>

#include <algorithm>
#include <bit>
#include <iterator>

namespace tessera::audit {
namespace {

// The largest power of two below n (n > 1): where RFC 9162 2.1.1 cuts a tree of n leaves.
std::uint64_t cut(std::uint64_t n) {
  return std::bit_floor(n - 1);
}

void add_inclusion(std::uint64_t leaf, Range range, std::vector<Range>& out) {
  const auto n = range.end - range.begin;
  if (n <= 1) return;
  const auto middle = range.begin + cut(n);
  if (leaf < middle) {
    add_inclusion(leaf, {range.begin, middle}, out);
    out.push_back({middle, range.end});
  } else {
    add_inclusion(leaf, {middle, range.end}, out);
    out.push_back({range.begin, middle});
  }
}

// old_end: where the old tree ends; whole: the old root itself is known to the reader of the proof.
void add_consistency(std::uint64_t old_end, Range range, bool whole, std::vector<Range>& out) {
  if (old_end == range.end) {
    if (!whole) out.push_back(range);
    return;
  }
  const auto middle = range.begin + cut(range.end - range.begin);
  if (old_end <= middle) {
    add_consistency(old_end, {range.begin, middle}, whole, out);
    out.push_back({middle, range.end});
  } else {
    add_consistency(old_end, {middle, range.end}, false, out);
    out.push_back({range.begin, middle});
  }
}

}  // namespace

Hash hash_leaf(BytesView data) {
  Bytes input{0x00};
  input.insert(input.end(), data.begin(), data.end());
  return crypto::sha256(input);
}

Hash hash_children(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 65> input;
  input[0] = 0x01;
  std::ranges::copy(left, input.begin() + 1);
  std::ranges::copy(right, input.begin() + 33);
  return crypto::sha256(input);
}

Hash empty_root() {
  return crypto::sha256({});
}

std::optional<Edge> Edge::decode(std::uint64_t size, BytesView bytes) {
  Edge edge;
  edge.size_ = size;
  if (bytes.size() != static_cast<std::size_t>(std::popcount(size)) * 32) return std::nullopt;
  for (std::size_t at = 0; at < bytes.size(); at += 32) {
    std::ranges::copy(bytes.subspan(at, 32), edge.roots_.emplace_back().begin());
  }
  return edge;
}

Bytes Edge::encode() const {
  Bytes out;
  for (const auto& root : roots_) out.insert(out.end(), root.begin(), root.end());
  return out;
}

void Edge::push(const Hash& leaf, const std::function<void(NodeId, const Hash&)>& completed) {
  Hash hash = leaf;
  for (int level = 0; (size_ >> level & 1) != 0; ++level) {
    hash = hash_children(roots_.back(), hash);
    roots_.pop_back();
    if (completed) completed({level + 1, size_ >> (level + 1)}, hash);
  }
  roots_.push_back(hash);
  ++size_;
}

Hash Edge::root() const {
  if (roots_.empty()) return empty_root();
  Hash hash = roots_.back();
  for (auto it = std::next(roots_.rbegin()); it != roots_.rend(); ++it)
    hash = hash_children(*it, hash);
  return hash;
}

std::vector<NodeId> subtrees(Range range) {
  std::vector<NodeId> out;
  while (range.begin < range.end) {
    const auto width = std::bit_floor(range.end - range.begin);
    const auto level = std::countr_zero(width);
    out.push_back({level, range.begin >> level});
    range.begin += width;
  }
  return out;
}

Hash hash_range(Range range, const FindNode& find) {
  const auto nodes = subtrees(range);
  if (nodes.empty()) return empty_root();
  Hash hash = find(nodes.back());
  for (auto it = std::next(nodes.rbegin()); it != nodes.rend(); ++it)
    hash = hash_children(find(*it), hash);
  return hash;
}

std::vector<Range> inclusion_path(std::uint64_t leaf, std::uint64_t size) {
  std::vector<Range> out;
  if (leaf < size) add_inclusion(leaf, {0, size}, out);
  return out;
}

std::vector<Range> consistency_path(std::uint64_t old_size, std::uint64_t size) {
  std::vector<Range> out;
  if (old_size > 0 && old_size <= size) add_consistency(old_size, {0, size}, true, out);
  return out;
}

bool check_inclusion(const Hash& leaf_hash, std::uint64_t leaf, std::uint64_t size,
                     std::span<const Hash> proof, const Hash& root) {
  if (leaf >= size) return false;
  auto fn = leaf;
  auto sn = size - 1;
  Hash hash = leaf_hash;
  for (const auto& step : proof) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      hash = hash_children(step, hash);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      hash = hash_children(hash, step);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && hash == root;
}

bool check_consistency(std::uint64_t old_size, std::uint64_t size, std::span<const Hash> proof,
                       const Hash& old_root, const Hash& root) {
  if (old_size == 0) return proof.empty() && old_root == empty_root();
  if (old_size > size) return false;
  if (old_size == size) return proof.empty() && old_root == root;
  std::vector<Hash> steps(proof.begin(), proof.end());
  if (std::has_single_bit(old_size)) steps.insert(steps.begin(), old_root);
  if (steps.empty()) return false;
  auto fn = old_size - 1;
  auto sn = size - 1;
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  Hash fr = steps.front();
  Hash sr = steps.front();
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      fr = hash_children(steps[i], fr);
      sr = hash_children(steps[i], sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = hash_children(sr, steps[i]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == old_root && sr == root;
}

}  // namespace tessera::audit
