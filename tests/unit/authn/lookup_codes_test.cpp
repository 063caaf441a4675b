#include <gtest/gtest.h>

#include <set>

#include "authn/methods/lookup_codes.hpp"
#include "tests/unit/authn/fakes.hpp"

namespace tessera::authn {
namespace {

class LookupCodes : public testing::Test {
 protected:
  SeededRandom random_{5};
  std::shared_ptr<const crypto::Keyring> ring_ = make_ring();
  Uuid id_ = make_uuid4(random_);
};

TEST_F(LookupCodes, ASheetHasTenThatDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 20; ++i) {
    for (const auto& code : make_lookup_codes(random_)) seen.emplace(code.reveal());
  }
  EXPECT_EQ(seen.size(), 200u);
  EXPECT_GE(kLookupCodeLength * 5, 40u);  // bits
  EXPECT_GE(kSavedCodeLength * 5, 112u);
}

TEST_F(LookupCodes, EachIsFoundAsItIsTyped) {
  const auto codes = make_lookup_codes(random_);
  const auto data = seal_codes(codes, id_, *ring_, random_);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    auto typed = std::string(codes[i].reveal());
    typed.erase(4, 1);
    for (auto& c : typed) c = static_cast<char>(std::tolower(c));
    EXPECT_EQ(find_code(data, id_, typed, kLookupCodeLength, *ring_), static_cast<int>(i));
  }
  EXPECT_FALSE(find_code(data, id_, "0000-0000", kLookupCodeLength, *ring_));
  EXPECT_FALSE(find_code(data, id_, "", kLookupCodeLength, *ring_));
  EXPECT_FALSE(find_code(data, id_, codes[0].reveal(), kSavedCodeLength, *ring_));
}

TEST_F(LookupCodes, TheDataShowsNoCodeAndFitsNoOtherAuthenticator) {
  const auto codes = make_lookup_codes(random_);
  const auto data = seal_codes(codes, id_, *ring_, random_);
  for (const auto& code : codes)
    EXPECT_EQ(std::string(as_text(data)).find(code.reveal()), std::string::npos);
  EXPECT_THROW(
      (void)find_code(data, make_uuid4(random_), codes[0].reveal(), kLookupCodeLength, *ring_),
      std::runtime_error);
  EXPECT_NE(seal_codes(codes, id_, *ring_, random_), data);
}

TEST_F(LookupCodes, UsedOnesAreCounted) {
  EXPECT_EQ(lookup_codes_left(0), 10);
  EXPECT_EQ(lookup_codes_left(0b1000000001), 8);
  EXPECT_TRUE(is_code_used(0b100, 2));
  EXPECT_FALSE(is_code_used(0b100, 1));
}

}  // namespace
}  // namespace tessera::authn
