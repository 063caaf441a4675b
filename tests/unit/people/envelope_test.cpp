#include <gtest/gtest.h>

#include <tessera/base/unavailable.hpp>
#include <tessera/people/envelope.hpp>

#include "support.hpp"

namespace tessera::people {
namespace {

const TimePoint kDecember = from_unix(1'796'500'000);  // 2026-12-05
const Uuid kAna{{1}};
const Uuid kBen{{2}};

TEST(Envelope, WrapsUnderTheEpochOfTheMonth) {
  const crypto::Keyring ring(test::keys());
  SeededRandom random{1};
  const auto key = make_data_key(random);
  const auto wrapped = wrap_data_key(key, {"person", kAna}, kDecember, ring, random);
  EXPECT_EQ(wrapped.epoch_key, 1u);
  EXPECT_TRUE(unwrap_data_key(wrapped.box, {"person", kAna}, ring).matches(key.reveal_bytes()));
  EXPECT_EQ(wrap_data_key(key, {"person", kAna}, kDecember + days{31}, ring, random).epoch_key, 2u);
  // March has no key yet: the newest earlier one; before the first there is none.
  EXPECT_EQ(wrap_data_key(key, {"person", kAna}, kDecember + days{100}, ring, random).epoch_key,
            2u);
  EXPECT_THROW((void)wrap_data_key(key, {"person", kAna}, kDecember - days{31}, ring, random),
               Unavailable);
}

TEST(Envelope, BoxesBelongToOneOwnerAndName) {
  const crypto::Keyring ring(test::keys());
  SeededRandom random{2};
  const auto key = make_data_key(random);
  const auto box = seal_value(key, {"person", kAna}, "email", "ana@example.org", random);
  EXPECT_EQ(open_value(key, {"person", kAna}, "email", box), "ana@example.org");
  EXPECT_THROW((void)open_value(key, {"person", kBen}, "email", box), Unreadable);
  EXPECT_THROW((void)open_value(key, {"person", kAna}, "name", box), Unreadable);
  EXPECT_THROW((void)open_value(key, {"application", kAna}, "email", box), Unreadable);
  auto altered = box;
  altered.back() ^= 1;
  EXPECT_THROW((void)open_value(key, {"person", kAna}, "email", altered), Unreadable);
  const auto wrapped = wrap_data_key(key, {"person", kAna}, kDecember, ring, random);
  EXPECT_THROW((void)unwrap_data_key(wrapped.box, {"person", kBen}, ring), Unreadable);
}

TEST(Envelope, AForgottenEpochKeyForgetsThePerson) {
  const crypto::Keyring before(test::keys());
  SeededRandom random{3};
  const auto key = make_data_key(random);
  const auto wrapped = wrap_data_key(key, {"person", kAna}, kDecember, before, random);
  auto rest = test::keys();
  rest.erase(rest.begin());
  const crypto::Keyring after(std::move(rest));
  EXPECT_THROW((void)unwrap_data_key(wrapped.box, {"person", kAna}, after), Unreadable);
}

TEST(Fingerprint, IsKeyedAndNamesItsKey) {
  const crypto::Keyring ring(test::keys());
  auto rotated = test::keys();
  rotated.push_back(test::key(9, crypto::kPurposeFingerprint, "", 'z', from_unix(5)));
  const crypto::Keyring next(std::move(rotated));
  const auto old_value = fingerprint("login", "ana", ring);
  EXPECT_EQ(old_value.size(), 36u);
  EXPECT_EQ(old_value[3], 3);
  EXPECT_NE(fingerprint("email", "ana", ring), old_value);
  const auto both = fingerprints("login", "ana", next);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0], fingerprint("login", "ana", next));
  EXPECT_EQ(both[1], old_value);
}

}  // namespace
}  // namespace tessera::people
