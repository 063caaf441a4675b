#include <tessera/audit/row.hpp>

#include <gtest/gtest.h>

#include <tessera/audit/head.hpp>
#include <tessera/audit/leaf.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/jose/jwk.hpp>

namespace tessera::audit {
namespace {

const Uuid kActor = parse_uuid("11111111-1111-4111-8111-111111111111").value();
const Uuid kSubject = parse_uuid("22222222-2222-4222-8222-222222222222").value();
const Uuid kBoot = parse_uuid("33333333-3333-4333-8333-333333333333").value();
const Uuid kId = parse_uuid("01a1f7e6-0677-7000-8000-000000000001").value();

crypto::Keyring keyring() {
  return crypto::Keyring(
      {{.id = 7, .purpose = std::string(crypto::kPurposeJournalMac), .key = Secret(Bytes(32, 1))}});
}

SealedRow row_at(const crypto::Keyring& keys, std::int64_t n, const Link& link,
                 const Event& event) {
  SealedRow row{.id = kId,
                .time = TimePoint{seconds{1'800'000'000}},
                .boot = kBoot,
                .n = n,
                .type = event.type,
                .actor = event.actor,
                .subject = event.subject,
                .body = render_body(event)};
  row.mac = make_mac(keys, kBoot, n, link, row_digest(row));
  return row;
}

Event sample() {
  return {.type = "person.read",
          .actor = kActor,
          .actor_kind = "person",
          .actor_role = "registrar",
          .subject = kSubject,
          .purpose = "case",
          .object_type = "application",
          .object_id = "a\"b",
          .details = {{"z", 1}, {"a", {"x", "y"}}},
          .trace_id = "abc",
          .address_class = "public"};
}

TEST(Body, IsCanonicalJsonWithoutTheSubject) {
  const auto body = render_body(sample());
  const auto parsed = codec::parse_json_object(body);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(codec::canonical_json(*parsed).value(), body);
  EXPECT_EQ(body.find(to_string(kSubject)), std::string::npos);
  EXPECT_EQ(parsed->at("object_id"), "a\"b");
  EXPECT_EQ(parsed->at("details").at("a").at(1), "y");
  EXPECT_FALSE(parsed->contains("reason"));
}

TEST(Body, TextThatIsNotUtf8StaysReadable) {
  auto event = sample();
  event.object_id = "\xff\x00z";
  const auto parsed = codec::parse_json_object(render_body(event));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->at("object_id"), "ff");
}

TEST(Row, EveryFieldIsUnderTheMac) {
  const auto keys = keyring();
  const auto row = row_at(keys, 5, Link{9}, sample());
  EXPECT_EQ(check_row(keys, row), RowState::good);
  const auto altered = [&](auto change) {
    auto copy = row;
    change(copy);
    return check_row(keys, copy);
  };
  EXPECT_EQ(altered([](SealedRow& r) { r.body += ' '; }), RowState::forged);
  EXPECT_EQ(altered([](SealedRow& r) { r.time += Duration{1}; }), RowState::forged);
  EXPECT_EQ(altered([](SealedRow& r) { r.n = 6; }), RowState::forged);
  EXPECT_EQ(altered([](SealedRow& r) { r.boot = kActor; }), RowState::forged);
  EXPECT_EQ(altered([](SealedRow& r) { r.type = "person.list"; }), RowState::forged);
  EXPECT_EQ(altered([](SealedRow& r) { r.actor.reset(); }), RowState::forged);
  EXPECT_EQ(altered([](SealedRow& r) { r.subject = kActor; }), RowState::forged);
  EXPECT_EQ(altered([](SealedRow& r) { r.id = kActor; }), RowState::forged);
  EXPECT_EQ(altered([](SealedRow& r) { r.mac.back() ^= 1; }), RowState::forged);
  EXPECT_EQ(altered([](SealedRow& r) { r.mac.pop_back(); }), RowState::forged);
}

TEST(Row, AVoidRowKeepsTheChainAndCannotBeMadeWithoutTheKey) {
  const auto keys = keyring();
  const auto row = row_at(keys, 5, Link{9}, sample());
  const auto voided = make_void(keys, row);
  EXPECT_EQ(check_row(keys, voided), RowState::voided);
  EXPECT_EQ(link_to(voided.mac), link_to(row.mac));
  EXPECT_EQ(voided.body.find("registrar"), std::string::npos);

  const crypto::Keyring others(
      {{.id = 7, .purpose = std::string(crypto::kPurposeJournalMac), .key = Secret(Bytes(32, 2))}});
  auto forged = voided;
  forged.body = make_void(others, row).body;
  EXPECT_EQ(check_row(keys, forged), RowState::forged);
  forged = voided;
  forged.n = 6;
  EXPECT_EQ(check_row(keys, forged), RowState::forged);
}

TEST(Row, ALostRowLinksItsNeighbours) {
  const auto keys = keyring();
  const auto before = row_at(keys, 5, Link{}, sample());
  const auto gone = row_at(keys, 6, link_to(before.mac), sample());
  const auto after = row_at(keys, 7, link_to(gone.mac), sample());
  const auto lost =
      make_lost(keys, kId, before.time, kBoot, 6, link_to(before.mac), link_of(after.mac));
  EXPECT_EQ(check_row(keys, lost), RowState::lost);
  EXPECT_EQ(link_of(lost.mac), link_to(before.mac));
  EXPECT_EQ(link_to(lost.mac), link_of(after.mac));
  auto forged = lost;
  forged.n = 8;
  EXPECT_EQ(check_row(keys, forged), RowState::forged);
}

// The bytes are fixed for ever: a change here is a new leaf version, not a new expectation.
TEST(Leaf, FormatVersion1) {
  SealedRow row{.id = kId,
                .time = TimePoint{seconds{1'800'000'000}},
                .subject = kSubject,
                .body = R"({"type":"x"})"};
  EXPECT_EQ(
      render_leaf(row, std::nullopt),
      R"({"body":"xDLRbSpUsJ9K8YoYpUejG1fYAvPgV5ULUKYgUsFMyZk","id":"01a1f7e6-0677-7000-8000-000000000001",)"
      R"("time":1800000000000000,"v":1})");
  const Bytes salt(32, 5);
  const auto with =
      render_leaf(row, BlindSubject{.blinded = blind_subject(kSubject, salt), .n = 3});
  EXPECT_NE(with.find(R"("subject_n":3,"time")"), std::string::npos);
  EXPECT_EQ(with.find(to_string(kSubject)), std::string::npos);
  EXPECT_EQ(codec::canonical_json(codec::parse_json(with).value()).value(), with);
  EXPECT_NE(blind_subject(kSubject, salt), blind_subject(kSubject, Bytes(32, 6)));
}

TEST(Head, IsSignedAndSavedWithItsKey) {
  const auto key = crypto::Key::generate(crypto::KeyType::ec_p256);
  const HeadKey head_key{.kid = jose::thumbprint(key), .key = key};
  const auto signed_head =
      sign_head(head_key, {.size = 3, .root = hash_leaf({}), .time = TimePoint{seconds{5}}});
  const auto verified = verify_head(signed_head.jws, {head_key});
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->head.size, 3U);
  EXPECT_EQ(verified->head.root, hash_leaf({}));
  EXPECT_FALSE(verify_head(signed_head.jws, {}));
  const auto saved = parse_saved_head(render_saved_head(signed_head, key));
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->head.root, hash_leaf({}));
  EXPECT_FALSE(parse_saved_head("{}"));
  EXPECT_FALSE(parse_saved_head(R"({"jws":"a.b.c","jwk":{}})"));
}

}  // namespace
}  // namespace tessera::audit
