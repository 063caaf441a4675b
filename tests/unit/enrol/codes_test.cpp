#include <gtest/gtest.h>

#include <set>

#include <tessera/enrol/reasons.hpp>
#include <tessera/enrol/review_service.hpp>

#include "enrol/codes.hpp"
#include "enrol/suggest.hpp"

namespace tessera::enrol {
namespace {

TEST(Codes, HaveTheirLengthAndDiffer) {
  SeededRandom random{1};
  const auto tracking = make_tracking_number(random);
  EXPECT_EQ(normalise_code(tracking, kTrackingLength), tracking);
  EXPECT_NE(make_tracking_number(random), tracking);
  EXPECT_EQ(make_continuation_code(random).reveal().size(), 32u);
  EXPECT_EQ(make_invitation_code(random).reveal().size(), 32u);
  std::set<std::string> codes;
  for (int i = 0; i < 200; ++i) {
    const auto code = make_contact_code(random);
    EXPECT_EQ(code.reveal().size(), 6u);
    EXPECT_EQ(code.reveal().find_first_not_of("0123456789"), std::string_view::npos);
    codes.emplace(code.reveal());
  }
  EXPECT_GT(codes.size(), 190u);
}

TEST(Codes, AreReadAsPeopleTypeThem) {
  EXPECT_EQ(normalise_code(" 7k4q93qm xf2c", kTrackingLength), "7K4Q-93QM-XF2C");
  EXPECT_EQ(normalise_code("oil1-0000-0000", kTrackingLength), "0111-0000-0000");
  for (const auto* bad :
       {"", "7K4Q-93QM-XF2", "7K4Q-93QM-XF2CC", "7K4Q-93QM-XF2U", "7K4Q-93QM-XF2\xC3\xA9"}) {
    EXPECT_EQ(normalise_code(bad, kTrackingLength), "") << bad;
  }
  EXPECT_EQ(normalise_code(std::string(1000, '-'), kTrackingLength), "");
}

TEST(Codes, HashesAreOfOneKind) {
  EXPECT_NE(hash_code("continuation", "A"), hash_code("invitation", "A"));
}

TEST(Mask, HidesWhatNeedNotBeReadWhole) {
  EXPECT_EQ(mask_value("document_number", "P1234567"), "\u2022\u2022\u2022\u2022567");
  EXPECT_EQ(mask_value("document_number", "12"), "\u2022\u2022\u2022\u2022");
  EXPECT_EQ(mask_value("name", "Ana"), "Ana");
  EXPECT_EQ(mask_value("email", "ana@beispiel.\xC3\xB6\xC3\xB6"),
            "\u2022\u2022\u2022\u2022\xC3\xB6");
}

TEST(Reasons, EachFitsADecision) {
  EXPECT_FALSE(reasons().empty());
  for (const auto& reason : reasons()) {
    EXPECT_TRUE(reason.for_more || reason.for_reject) << reason.code;
    EXPECT_EQ(find_reason(reason.code), &reason);
    EXPECT_EQ(reason.text_id, "enrol.reason." + reason.code);
  }
  EXPECT_EQ(find_reason("because"), nullptr);
}

TEST(Suggest, TheOldestThatIsFreeAndNotOnesOwn) {
  const Uuid me{{1}};
  const Uuid colleague{{2}};
  std::vector<Application> cases(3);
  for (std::uint8_t i = 0; i < 3; ++i) {
    cases[i].id = Uuid{{i}};
    cases[i].entered = from_unix(100 - i);
  }
  cases[2].person = me;
  EXPECT_EQ(suggest_case(cases, {}, me), cases[1].id);
  cases[1].assignee = colleague;
  EXPECT_EQ(suggest_case(cases, {}, me), cases[0].id);
  cases[1].assignee.reset();
  cases[0].escalated = true;
  EXPECT_EQ(suggest_case(cases, {}, me), cases[0].id);
  const std::vector<std::pair<Uuid, int>> loads{{me, 30}, {colleague, 1}, {Uuid{{3}}, 1}};
  EXPECT_FALSE(suggest_case(cases, loads, me));
  EXPECT_TRUE(suggest_case(cases, loads, colleague));
}

}  // namespace
}  // namespace tessera::enrol
