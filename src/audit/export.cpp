#include <tessera/audit/export.hpp>

#include <algorithm>
#include <iterator>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/audit/leaf.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::audit {
namespace {

std::string leaf_text(const SequencedRow& entry) {
  const auto& row = *entry.row;
  if (!row.subject) return render_leaf(row, std::nullopt);
  if (!entry.salt || !entry.leaf.subject_n) return {};
  return render_leaf(row, BlindSubject{.blinded = blind_subject(*row.subject, *entry.salt),
                                       .n = *entry.leaf.subject_n});
}

std::optional<Hash> hash_in(const boost::json::value& value) {
  const auto* text = value.if_string();
  const auto bytes =
      text == nullptr ? std::nullopt : codec::from_base64url({text->data(), text->size()});
  if (!bytes || bytes->size() != 32) return std::nullopt;
  Hash hash;
  std::ranges::copy(*bytes, hash.begin());
  return hash;
}

std::optional<std::vector<Hash>> proof_in(const boost::json::object& line) {
  const auto* list = line.if_contains("proof");
  if (list == nullptr || !list->is_array()) return std::nullopt;
  std::vector<Hash> proof;
  for (const auto& step : list->get_array()) {
    const auto hash = hash_in(step);
    if (!hash) return std::nullopt;
    proof.push_back(*hash);
  }
  return proof;
}

bool body_matches(const boost::json::object& line, std::string_view leaf) {
  const auto* body = codec::find_string(line, "body");
  const auto parsed = codec::parse_json_object(leaf);
  if (body == nullptr || !parsed) return false;
  const auto* named = codec::find_string(*parsed, "body");
  const auto hash = crypto::sha256(as_bytes({body->data(), body->size()}));
  return named != nullptr &&
         std::string_view(named->data(), named->size()) == codec::to_base64url(hash);
}

}  // namespace

Task<std::string> render_proven(JournalReader& reader, const SequencedRow& entry,
                                std::uint64_t size) {
  const auto path = inclusion_path(entry.leaf.leaf, size);
  std::vector<NodeId> needed;
  for (const auto& range : path) std::ranges::copy(subtrees(range), std::back_inserter(needed));
  const auto nodes = co_await reader.load_nodes(needed);
  boost::json::array proof;
  for (const auto& range : path) {
    proof.emplace_back(
        codec::to_base64url(hash_range(range, [&nodes](NodeId id) { return nodes.at(id); })));
  }
  boost::json::object line{{"leaf", entry.leaf.leaf},
                           {"leaf_hash", codec::to_base64url(entry.leaf.hash)},
                           {"size", size},
                           {"proof", std::move(proof)}};
  if (entry.row) {
    line["id"] = to_string(entry.row->id);
    line["body"] = entry.row->body;
    if (const auto text = leaf_text(entry); !text.empty()) line["leaf_text"] = text;
  }
  co_return boost::json::serialize(line);
}

bool check_proven(std::string_view text, const Head& head) {
  const auto line = codec::parse_json_object(text);
  if (!line) return false;
  const auto* leaf_number = line->if_contains("leaf");
  const auto* leaf = codec::find_string(*line, "leaf_text");
  const auto proof = proof_in(*line);
  if (leaf_number == nullptr || !leaf_number->is_int64() || leaf == nullptr || !proof) return false;
  const std::string_view leaf_view(leaf->data(), leaf->size());
  return body_matches(*line, leaf_view) &&
         check_inclusion(hash_leaf(as_bytes(leaf_view)),
                         static_cast<std::uint64_t>(leaf_number->get_int64()), head.size, *proof,
                         head.root);
}

}  // namespace tessera::audit
