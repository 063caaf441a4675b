#include <tessera/audit/row.hpp>

#include <algorithm>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::audit {
namespace {

constexpr std::size_t kTagAt = 4;
constexpr std::size_t kLinkAt = 4 + 32;

// Length-prefixed fields, so that no two rows have the same encoding.
class Encoder {
 public:
  void number(std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8)
      out_.push_back(static_cast<std::uint8_t>(value >> shift));
  }
  void raw(BytesView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void text(std::string_view value) {
    number(value.size());
    raw(as_bytes(value));
  }
  void id(const std::optional<Uuid>& value) {
    out_.push_back(value ? 1 : 0);
    if (value) raw(value->bytes);
  }
  [[nodiscard]] const Bytes& bytes() const { return out_; }

 private:
  Bytes out_;
};

Link slice(BytesView mac, std::size_t from) {
  Link link{};
  if (mac.size() >= from + link.size())
    std::ranges::copy(mac.subspan(from, link.size()), link.begin());
  return link;
}

Bytes place(std::string_view kind, const Uuid& boot, std::int64_t n, BytesView rest,
            BytesView more) {
  Encoder encoder;
  encoder.text(kind);
  encoder.raw(boot.bytes);
  encoder.number(static_cast<std::uint64_t>(n));
  encoder.raw(rest);
  encoder.raw(more);
  return encoder.bytes();
}

std::optional<Bytes> decoded(const boost::json::object& body, std::string_view name) {
  const auto* text = codec::find_string(body, name);
  return text == nullptr ? std::nullopt : codec::from_base64url({text->data(), text->size()});
}

bool columns_match(const SealedRow& row) {
  const auto body = codec::parse_json_object(row.body);
  if (!body) return false;
  const auto* type = codec::find_string(*body, "type");
  const auto* actor = codec::find_string(*body, "actor");
  const std::string_view actor_text =
      actor == nullptr ? std::string_view{} : std::string_view{actor->data(), actor->size()};
  return type != nullptr && std::string_view{type->data(), type->size()} == row.type &&
         parse_uuid(actor_text) == row.actor;
}

RowState check_void(const crypto::Keyring& keys, const SealedRow& row,
                    const boost::json::object& body) {
  const auto digest = decoded(body, "digest");
  const auto proof = decoded(body, "proof");
  if (!digest || digest->size() != 32 || !proof) return RowState::forged;
  const auto tag = BytesView(row.mac).first(kLinkAt);
  const bool good = keys.check_mac(crypto::kPurposeJournalMac,
                                   place("row", row.boot, row.n, link_of(row.mac), *digest), tag) &&
                    keys.check_mac(crypto::kPurposeJournalMac,
                                   place("void", row.boot, row.n, row.mac, row.id.bytes), *proof);
  return good ? RowState::voided : RowState::forged;
}

RowState check_lost(const crypto::Keyring& keys, const SealedRow& row,
                    const boost::json::object& body) {
  const auto proof = decoded(body, "proof");
  return proof && keys.check_mac(crypto::kPurposeJournalMac,
                                 place("lost", row.boot, row.n, row.mac, row.id.bytes), *proof)
             ? RowState::lost
             : RowState::forged;
}

}  // namespace

Link link_to(BytesView mac) {
  return slice(mac, kTagAt);
}
Link link_of(BytesView mac) {
  return slice(mac, kLinkAt);
}

crypto::Sha256 row_digest(const SealedRow& row) {
  Encoder encoder;
  encoder.raw(row.id.bytes);
  encoder.number(static_cast<std::uint64_t>(row.time.time_since_epoch().count()));
  encoder.text(row.type);
  encoder.id(row.actor);
  encoder.id(row.subject);
  encoder.text(row.body);
  return crypto::sha256(encoder.bytes());
}

Bytes make_mac(const crypto::Keyring& keys, const Uuid& boot, std::int64_t n, const Link& link,
               const crypto::Sha256& digest) {
  auto mac = keys.mac(crypto::kPurposeJournalMac, place("row", boot, n, link, digest));
  mac.insert(mac.end(), link.begin(), link.end());
  return mac;
}

SealedRow make_void(const crypto::Keyring& keys, const SealedRow& row) {
  const auto proof =
      keys.mac(crypto::kPurposeJournalMac, place("void", row.boot, row.n, row.mac, row.id.bytes));
  SealedRow out{
      .id = row.id, .time = row.time, .boot = row.boot, .n = row.n, .type = std::string(kVoidType)};
  out.body = R"({"digest":")" + codec::to_base64url(row_digest(row)) + R"(","proof":")" +
             codec::to_base64url(proof) + R"(","type":"journal.void"})";
  out.mac = row.mac;
  return out;
}

SealedRow make_lost(const crypto::Keyring& keys, const Uuid& id, TimePoint time, const Uuid& boot,
                    std::int64_t n, const Link& link, const Link& next) {
  SealedRow out{.id = id, .time = time, .boot = boot, .n = n, .type = std::string(kLostType)};
  out.mac.assign(kMacSize, 0);
  std::ranges::copy(next, out.mac.begin() + kTagAt);
  std::ranges::copy(link, out.mac.begin() + kLinkAt);
  const auto proof =
      keys.mac(crypto::kPurposeJournalMac, place("lost", boot, n, out.mac, id.bytes));
  out.body = R"({"proof":")" + codec::to_base64url(proof) + R"(","type":"journal.lost"})";
  return out;
}

RowState check_row(const crypto::Keyring& keys, const SealedRow& row) {
  if (row.mac.size() != kMacSize) return RowState::forged;
  if (row.type == kVoidType || row.type == kLostType) {
    const auto body = codec::parse_json_object(row.body);
    if (!body) return RowState::forged;
    return row.type == kVoidType ? check_void(keys, row, *body) : check_lost(keys, row, *body);
  }
  const auto input = place("row", row.boot, row.n, link_of(row.mac), row_digest(row));
  const bool good =
      keys.check_mac(crypto::kPurposeJournalMac, input, BytesView(row.mac).first(kLinkAt));
  return good && columns_match(row) ? RowState::good : RowState::forged;
}

}  // namespace tessera::audit
