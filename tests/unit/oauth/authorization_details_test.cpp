// RFC 9396: what a details parameter may say, and what of it a person reads.
#include <gtest/gtest.h>

#include <tessera/oauth/authorization_details.hpp>

namespace tessera::oauth {
namespace {

const std::vector<std::string> kAllowed{"payment_initiation", "record_access"};
const std::string kPayment =
    R"([{"type":"payment_initiation","instructedAmount":{"amount":"12.50","currency":"EUR"},)"
    R"("creditorName":"City of Example","actions":["initiate"]}])";

Result<std::string> parse(std::string_view text, std::vector<std::string> allowed = kAllowed) {
  return parse_authorization_details(text, DetailsCatalogue::standard(), allowed);
}

TEST(AuthorizationDetails, AreKeptAsTheyCame) {
  EXPECT_EQ(parse(kPayment).value(), kPayment);
  EXPECT_EQ(parse("[]").value(), "");
}

TEST(AuthorizationDetails, AreRefusedWhereAnythingDoesNotFit) {
  const auto record = [](const std::string& members) {
    return R"([{"type":"record_access",)" + members + "}]";
  };
  ASSERT_TRUE(parse(record(R"("actions":["read"],"datatypes":["tax"])")));
  for (const auto& bad :
       {std::string(),
        std::string("{}"),
        std::string("[1]"),
        std::string("[{}]"),
        std::string("[null]"),
        std::string(R"([{"type":1}])"),
        std::string(R"([{"type":"unknown"}])"),
        std::string("[" + std::string(4097, ' ') + "]"),
        record(R"("actions":["read"])"),
        record(R"("actions":["erase"],"datatypes":["tax"])"),
        record(R"("actions":"read","datatypes":["tax"])"),
        record(R"("actions":[],"datatypes":["tax"])"),
        record(R"("actions":["read"],"datatypes":["tax"],"more":1)"),
        record(R"("actions":["read"],"datatypes":["tax"],"datatypes":["all"])"),
        record(R"("actions":["read"],"datatypes":[""])"),
        record(R"("actions":["read"],"datatypes":["a\u0007"])"),
        record("\"actions\":[\"read\"],\"datatypes\":[\"a\xE2\x80\xAE\"]"),
        record("\"actions\":[\"read\"],\"datatypes\":[\"a\xE2\x81\xA6\"]"),
        record("\"actions\":[\"read\"],\"datatypes\":[\"a\xE2\x80\x8F\"]"),
        record("\"actions\":[\"read\"],\"datatypes\":[\"a\xD8\x9C\"]"),
        record(R"("actions":["read"],"datatypes":[")" + std::string(201, 'x') + "\"]"),
        std::string(R"([{"type":"payment_initiation","creditorName":"x"}])"),
        std::string(R"([{"type":"payment_initiation","creditorName":"x",)"
                    R"("instructedAmount":{"amount":"1","currency":"EUR","type":"x"}}])")}) {
    const auto out = parse(bad);
    ASSERT_FALSE(out) << bad;
    EXPECT_EQ(out.error().id, "invalid_authorization_details") << bad;
  }
  EXPECT_FALSE(parse(kPayment, {"record_access"})) << "not registered";
  EXPECT_FALSE(parse(kPayment, {}));
  std::string many = "[";
  for (int i = 0; i < 21; ++i)
    many += std::string(i == 0 ? "" : ",") +
            R"({"type":"record_access","actions":["read"],"datatypes":["t"]})";
  EXPECT_FALSE(parse(many + "]"));
}

TEST(AuthorizationDetails, ATokenRequestMayAskForFewer) {
  const std::string a = R"({"type":"record_access","actions":["read"],"datatypes":["tax"]})";
  const std::string b = R"({"type":"record_access","actions":["change"],"datatypes":["tax"]})";
  const auto granted = "[" + a + "," + b + "]";
  const auto narrow = [&](const std::string& asked) {
    return narrow_authorization_details(&asked, granted);
  };
  EXPECT_EQ(narrow_authorization_details(nullptr, granted).value(), granted);
  EXPECT_EQ(narrow("[" + b + "]").value(), "[" + b + "]");
  EXPECT_EQ(narrow(R"([{"datatypes":["tax"],"actions":["read"],"type":"record_access"}])").value(),
            R"([{"datatypes":["tax"],"actions":["read"],"type":"record_access"}])")
      << "the order of members says nothing";
  EXPECT_EQ(narrow("[]").value(), "");
  EXPECT_FALSE(narrow(R"([{"type":"record_access","actions":["read"],"datatypes":["all"]}])"));
  EXPECT_FALSE(narrow(R"([{"type":"record_access"}])"));
  EXPECT_FALSE(narrow("x"));
  const std::string something = "[" + a + "]";
  EXPECT_FALSE(narrow_authorization_details(&something, "")) << "nothing was granted";
}

TEST(AuthorizationDetails, ATypeThatIsNoLongerAllowedIsLeftOut) {
  EXPECT_EQ(keep_allowed_details(kPayment, kAllowed), kPayment);
  EXPECT_EQ(keep_allowed_details(kPayment, {}), "");
  EXPECT_EQ(keep_allowed_details("", kAllowed), "");
}

TEST(AuthorizationDetails, APersonReadsThemInHisLanguage) {
  const auto shown = details_to_show(kPayment, DetailsCatalogue::standard(), "de");
  ASSERT_EQ(shown.size(), 1u);
  EXPECT_EQ(shown[0].title, "Eine Zahlung auslösen");
  ASSERT_EQ(shown[0].rows.size(), 3u);
  EXPECT_EQ(shown[0].rows[1].label, "Betrag");
  EXPECT_EQ(shown[0].rows[1].value, "12.50 EUR");
  EXPECT_EQ(shown[0].rows[2].value, "City of Example");
  EXPECT_EQ(details_to_show(kPayment, DetailsCatalogue::standard(), "fr")[0].title,
            "Start a payment");
}

TEST(DetailsCatalogue, IsCheckedWhenItIsRead) {
  const std::string member = R"({"name":"a","kind":"text","label":{"en":"A"}})";
  const auto type = [](const std::string& members) {
    return R"([{"type":"t","title":{"en":"T"},"members":[)" + members + "]}]";
  };
  EXPECT_NO_THROW((void)DetailsCatalogue::parse(type(member)));
  for (const auto& bad :
       {std::string("{}"), std::string(R"([{"type":"t","members":[]}])"),
        std::string(R"([{"type":"t","title":{"de":"T"},"members":[]}])"),
        type(member + "," + member), type(R"({"name":"a","kind":"date","label":{"en":"A"}})"),
        type(R"({"name":"a","kind":"object","label":{"en":"A"}})"),
        type(R"({"name":"type","kind":"text","label":{"en":"A"}})"),
        type(R"({"name":"a","kind":"text","label":{"en":"A"},"colour":1})"),
        type(R"({"name":"a","kind":"text"})")}) {
    EXPECT_THROW((void)DetailsCatalogue::parse(bad), std::runtime_error) << bad;
  }
  for (const auto& known : DetailsCatalogue::standard().all())
    EXPECT_TRUE(known.title.contains("de")) << known.type;
}

}  // namespace
}  // namespace tessera::oauth
