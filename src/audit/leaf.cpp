#include <tessera/audit/leaf.hpp>

#include <tessera/codec/base64url.hpp>

namespace tessera::audit {

Hash blind_subject(const Uuid& subject, BytesView salt) {
  return crypto::hmac_sha256(salt, subject.bytes);
}

std::string render_leaf(const SealedRow& row, const std::optional<BlindSubject>& subject) {
  std::string out = R"({"body":")" + codec::to_base64url(crypto::sha256(as_bytes(row.body)));
  out += R"(","id":")" + to_string(row.id) + '"';
  if (subject) {
    out += R"(,"subject":")" + codec::to_base64url(subject->blinded) + R"(","subject_n":)" +
           std::to_string(subject->n);
  }
  return out + R"(,"time":)" + std::to_string(row.time.time_since_epoch().count()) + R"(,"v":1})";
}

Hash leaf_hash(const SealedRow& row, const std::optional<BlindSubject>& subject) {
  return hash_leaf(as_bytes(render_leaf(row, subject)));
}

}  // namespace tessera::audit
