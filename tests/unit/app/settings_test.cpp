#include "app/config/settings.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/node/check_settings.hpp"
#include "app/node/smartcards.hpp"

namespace tessera::app {
namespace {

using testing::HasSubstr;

class SettingsTest : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    std::ofstream(path) << text;
    return path.string();
  }
  Result<Settings> load(const std::string& toml, std::vector<std::string> environment = {},
                        std::map<std::string, std::string> flags = {}) {
    return Settings::load(write("tessera.toml", toml), environment, flags);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_ = [] {
    std::string name = (std::filesystem::temp_directory_path() / "settings-XXXXXX").string();
    return std::filesystem::path(mkdtemp(name.data()));
  }();
};

TEST_F(SettingsTest, defaults_apply_where_nothing_is_said) {
  const auto settings = load("");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->size("limits.headers"), 16U * 1024);
  EXPECT_EQ(settings->duration("limits.header_time"), seconds(10));
  EXPECT_EQ(settings->values().at("log.level").origin, "default");
}

TEST_F(SettingsTest, file_is_overridden_by_environment_and_that_by_flags) {
  const std::string toml = "[log]\nlevel = \"warn\"\nfile = \"a\"\n[server]\ndrain = \"1s\"\n";
  const auto settings =
      load(toml, {"TESSERA_LOG__LEVEL=debug", "TESSERA_LOG__FILE=b"}, {{"log.file", "c"}});
  ASSERT_TRUE(settings) << settings.error().text;
  EXPECT_EQ(settings->text("log.level"), "debug");
  EXPECT_EQ(settings->text("log.file"), "c");
  EXPECT_EQ(settings->duration("server.drain"), seconds(1));
  EXPECT_THAT(settings->values().at("server.drain").origin, HasSubstr("tessera.toml:5"));
}

TEST_F(SettingsTest, unknown_key_names_file_and_line) {
  const auto settings = load("[server]\npublic_url = \"https://a\"\npublic_ulr = \"https://b\"\n");
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().text,
              HasSubstr("tessera.toml:3: unknown key \"server.public_ulr\""));
}

TEST_F(SettingsTest, duplicate_key_names_file_and_line) {
  const auto settings = load("[log]\nlevel = \"info\"\nlevel = \"warn\"\n");
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().text, HasSubstr("tessera.toml:3"));
}

TEST_F(SettingsTest, mistyped_values_are_all_reported_at_once) {
  const auto settings =
      load("[limits]\nheaders = \"much\"\nconnections = \"10\"\nheader_time = 10\n");
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().text, HasSubstr("tessera.toml:2: limits.headers must be a size"));
  EXPECT_THAT(settings.error().text,
              HasSubstr("tessera.toml:4: limits.header_time must be a duration"));
}

TEST_F(SettingsTest, unknown_environment_variable_is_an_error) {
  const auto settings = load("", {"TESSERA_LOG__LEVLE=debug"});
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().text, HasSubstr("TESSERA_LOG__LEVLE: unknown key"));
}

TEST_F(SettingsTest, variables_of_others_are_left_alone) {
  EXPECT_TRUE(load("", {"HOME=/root", "TESSERA_DEV_CLOCK_OFFSET=7200", "PATH"}));
}

TEST_F(SettingsTest, secret_comes_from_a_file_without_its_line_end) {
  const auto path = write("secret", "postgresql://x\n");
  const auto settings = load("", {"TESSERA_DATABASE__URL_FILE=" + path});
  ASSERT_TRUE(settings) << settings.error().text;
  EXPECT_EQ(settings->text("database.url"), "postgresql://x");
}

TEST_F(SettingsTest, secret_given_twice_is_refused) {
  const auto path = write("secret", "a");
  const auto settings = load("", {"TESSERA_DATABASE__URL_FILE=" + path, "TESSERA_DATABASE__URL=b"});
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().text, HasSubstr("given both as a value and as"));
}

TEST_F(SettingsTest, only_secrets_have_a_file_form) {
  const auto settings = load("", {"TESSERA_LOG__LEVEL_FILE=/etc/hostname"});
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().text, HasSubstr("only secrets have a _FILE form"));
}

TEST_F(SettingsTest, missing_secret_file_is_named) {
  const auto settings = load("", {"TESSERA_REDIS__PASSWORD_FILE=/nonexistent/secret"});
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().text, HasSubstr("/nonexistent/secret"));
}

TEST_F(SettingsTest, listeners_are_a_list) {
  const auto settings = load(
      "[[listener]]\nname = \"public\"\naddress = \"0.0.0.0:443\"\ncertificate_file = \"c\"\n"
      "private_key_file = \"k\"\n[[listener]]\nname = \"proxy\"\naddress = \"127.0.0.1:80\"\n"
      "transport = \"plain\"\ntrusted_proxies = [\"10.0.0.0/8\"]\n");
  ASSERT_TRUE(settings) << settings.error().text;
  ASSERT_EQ(settings->listeners().size(), 2U);
  EXPECT_FALSE(settings->listeners()[1].tls);
  EXPECT_EQ(settings->listeners()[1].trusted_proxies, std::vector<std::string>{"10.0.0.0/8"});
}

TEST_F(SettingsTest, listener_without_certificate_is_refused_with_its_line) {
  const auto settings = load("\n[[listener]]\naddress = \"0.0.0.0:443\"\n");
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().text,
              HasSubstr("tessera.toml:2: a tls listener needs certificate_file"));
}

TEST_F(SettingsTest, a_listener_may_ask_for_client_certificates) {
  const std::string tls =
      "[[listener]]\naddress = \"0.0.0.0:9443\"\ncertificate_file = \"c\"\nprivate_key_file = "
      "\"k\"\n";
  const auto settings = load(tls +
                             "client_certificate = \"optional\"\nclient_ca_file = \"ca\"\n"
                             "public_url = \"https://mtls.example.gov\"\n");
  ASSERT_TRUE(settings) << settings.error().text;
  EXPECT_EQ(settings->listeners()[0].client_certificate, "optional");
  const auto written = render_settings(*settings, false);
  const auto again = load(written);
  ASSERT_TRUE(again) << written;
  EXPECT_EQ(again->listeners()[0].client_ca_file, "ca");
  EXPECT_EQ(again->listeners()[0].public_url, "https://mtls.example.gov");
  EXPECT_FALSE(load(tls + "client_certificate = \"maybe\"\n"));
  EXPECT_FALSE(load(tls + "client_ca_file = \"ca\"\n")) << "of a listener that asks for none";
  EXPECT_FALSE(
      load("[[listener]]\naddress = \"127.0.0.1:80\"\ntransport = \"plain\"\n"
           "client_certificate = \"required\"\n"));
  const auto path = load(tls + "client_certificate = \"optional\"\npublic_url = \"http://a/b\"\n");
  ASSERT_TRUE(path);
  EXPECT_THAT(check_settings(*path), testing::Contains(HasSubstr("public_url must be an https")));
}

TEST_F(SettingsTest, the_use_of_dpop_nonces_is_one_of_three) {
  EXPECT_THAT(check_settings(*load("[oauth]\ndpop_nonce = \"sometimes\"\n")),
              testing::Contains(HasSubstr("oauth.dpop_nonce must be off, offered or required")));
}

TEST_F(SettingsTest, the_trust_framework_is_one_word) {
  for (const auto* bad : {"", "two words", "a\\\"b"}) {
    EXPECT_THAT(check_settings(*load(std::string("[oauth]\ntrust_framework = \"") + bad + "\"\n")),
                testing::Contains(HasSubstr("oauth.trust_framework must be 1 to 200")))
        << bad;
  }
  for (const auto& problem : check_settings(*load("[oauth]\ntrust_framework = \"eidas\"\n")))
    EXPECT_THAT(problem, testing::Not(HasSubstr("trust_framework")));
}

TEST_F(SettingsTest, listener_on_a_unix_path_is_plain_and_believes_its_proxy) {
  const auto problems = [&](const std::string& listener) {
    const auto settings = load("[[listener]]\naddress = \"unix:/run/t.sock\"\n" + listener);
    EXPECT_TRUE(settings) << settings.error().text;
    std::string all;
    for (const auto& problem : check_settings(*settings)) all += problem + "\n";
    return all;
  };
  const std::string plain = "transport = \"plain\"\n";
  EXPECT_THAT(problems("certificate_file = \"c\"\nprivate_key_file = \"k\"\n"),
              HasSubstr("tessera.toml:1: listener \"public\": a unix path is plain"));
  EXPECT_THAT(problems(plain), HasSubstr("needs trusted_proxies = [\"unix\"]"));
  EXPECT_THAT(problems(plain + "trusted_proxies = [\"unix\", \"10/8\"]\n"),
              HasSubstr("\"10/8\" is not a network"));
  EXPECT_THAT(problems(plain + "trusted_proxies = [\"unix\", \"10.0.0.0/8\"]\n"),
              testing::Not(HasSubstr("listener \"")));
}

TEST_F(SettingsTest, what_would_serve_nobody_is_refused_with_its_line) {
  const auto settings = load(
      "[limits]\nheaders = \"0KB\"\njson = \"10KB\"\n[database]\nconnections = 0\n"
      "[mail]\nfrom = \"nobody\"\n[server]\npublic_url = \"http://a\"\n"
      "[redis]\nurl = \"http://b\"\n");
  ASSERT_TRUE(settings) << settings.error().text;
  std::string all;
  for (const auto& problem : check_settings(*settings)) all += problem + "\n";
  EXPECT_THAT(all, HasSubstr("tessera.toml:2: limits.headers must be more than nothing"));
  EXPECT_THAT(all, HasSubstr("tessera.toml:5: database.connections must be more than nothing"));
  EXPECT_THAT(all, HasSubstr("tessera.toml:7: mail.from must be a mail address"));
  EXPECT_THAT(all, HasSubstr("tessera.toml:9: server.public_url must be an https URL"));
  EXPECT_THAT(all, HasSubstr("tessera.toml:11: redis.url must be a redis://"));
  EXPECT_THAT(all, testing::Not(HasSubstr("limits.json")));
}

TEST_F(SettingsTest, trusted_proxies_that_are_no_texts_are_refused_with_their_line) {
  const auto settings = load(
      "[[listener]]\naddress = \"127.0.0.1:80\"\ntransport = \"plain\"\n"
      "trusted_proxies = [7]\n");
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().text, HasSubstr("tessera.toml:4: trusted_proxies is a list"));
}

TEST_F(SettingsTest, redacted_view_holds_no_secret) {
  const auto settings = load("[database]\nurl = \"postgresql://u:planted@h/d\"\n");
  ASSERT_TRUE(settings);
  EXPECT_THAT(render_settings(*settings, true), testing::Not(HasSubstr("planted")));
  EXPECT_THAT(render_settings(*settings, false), HasSubstr("planted"));
}

class SmartcardSettingsTest : public SettingsTest {
 protected:
  std::string problems(const std::string& card, const std::string& listener = kListener) {
    const auto settings = load("[[smartcard]]\n" + card + listener);
    if (!settings) return settings.error().text;
    std::string all;
    for (const auto& problem : check_settings(*settings)) {
      if (problem.find("smartcard") != std::string::npos) all += problem + "\n";
    }
    return all;
  }
  static constexpr const char* kListener =
      "[[listener]]\nname = \"card\"\naddress = \"127.0.0.1:9444\"\ncertificate_file = \"c\"\n"
      "private_key_file = \"k\"\nclient_certificate = \"optional\"\nserves = \"smartcards\"\n"
      "public_url = \"https://card.example.gov\"\n";
  static constexpr const char* kCard =
      "name = \"staff\"\nanchors_file = \"/etc/root.pem\"\n"
      "identifier = \"{subject.serialNumber}\"\nocsp = \"http://ocsp.example.gov\"\n";
};

TEST_F(SmartcardSettingsTest, a_table_needs_its_listener_and_a_way_to_check) {
  EXPECT_EQ(problems(kCard), "");
  EXPECT_THAT(problems(kCard, ""), HasSubstr("needs a [[listener]] with serves"));
  EXPECT_THAT(problems("name = \"staff\"\nanchors_file = \"/a\"\nidentifier = \"{upn}\"\n"),
              HasSubstr("nobody can sign in: revocation is hard"));
  EXPECT_EQ(problems("name = \"staff\"\nanchors_file = \"/a\"\nidentifier = \"{upn}\"\n"
                     "revocation = \"soft\"\n"),
            "");
}

TEST_F(SmartcardSettingsTest, each_wrong_word_is_named) {
  const auto with = [&](const std::string& line) { return problems(kCard + line + "\n"); };
  EXPECT_THAT(with("level = \"aal9\""), HasSubstr("level must be aal2 or aal3"));
  EXPECT_THAT(with("populations = [\"dogs\"]"), HasSubstr("populations are"));
  EXPECT_THAT(with("extended_key_usage = [\"all\"]"), HasSubstr("extended_key_usage is"));
  EXPECT_THAT(with("policies = [\"any\"]"), HasSubstr("policies are object identifiers"));
  EXPECT_THAT(with("rsa_bits = 1024"), HasSubstr("rsa_bits must be from 2048"));
  EXPECT_THAT(with("crls = [\"ldap://a\"]"), HasSubstr("crls are file:/path"));
  EXPECT_THAT(with("ocsp_nonce = \"no\""), HasSubstr("ocsp_nonce must be"));
  EXPECT_THAT(with("revocation = \"none\""), HasSubstr("revocation must be hard or soft"));
  EXPECT_THAT(with("revocation_grace = \"long\""), HasSubstr("revocation_grace must be"));
  EXPECT_THAT(with("revocation_keep = \"1s\""), HasSubstr("revocation_keep must be"));
  EXPECT_THAT(with("crl_size = \"0\""), HasSubstr("crl_size must be"));
  EXPECT_THAT(with("colour = \"red\""), HasSubstr("tessera.toml:6: unknown smartcard key"));
  EXPECT_THAT(with("crls = \"file:/a\""), HasSubstr("smartcard.crls has another type"));
  EXPECT_THAT(problems("name = \"A|B\"\nanchors_file = \"\"\nidentifier = \"me\"\n"),
              testing::AllOf(HasSubstr("name must be"), HasSubstr("anchors_file must be set"),
                             HasSubstr("identifier must be a template")));
}

TEST_F(SmartcardSettingsTest, the_listener_has_a_name_of_its_own_and_asks) {
  const auto listener = [](const std::string& from, const std::string& to) {
    std::string text = kListener;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_THAT(problems(kCard, listener("\"optional\"", "\"required\"")),
              HasSubstr("needs client_certificate = \"optional\""));
  EXPECT_THAT(problems(kCard, listener("public_url = \"https://card.example.gov\"\n", "")),
              HasSubstr("needs a public_url of its own"));
  EXPECT_THAT(problems(kCard, listener("\"smartcards\"", "\"dogs\"")),
              HasSubstr("unknown or wrong listener key \"serves\""));
}

TEST_F(SmartcardSettingsTest, all_keys_are_in_schema_and_view) {
  const auto settings = load(std::string("[[smartcard]]\n") + kCard + kListener);
  ASSERT_TRUE(settings) << settings.error().text;
  const auto view = render_settings(*settings, true);
  const auto schema = render_schema();
  for (const auto& each : smartcard_keys()) {
    EXPECT_THAT(view, HasSubstr("\n" + std::string(each.key) + " = "));
    EXPECT_THAT(schema, HasSubstr('"' + std::string(each.key) + '"'));
  }
  EXPECT_THAT(view, HasSubstr("serves = \"smartcards\""));
  EXPECT_EQ(card_url(*settings), "https://card.example.gov");
}

TEST(Duration, has_units_and_nothing_else) {
  EXPECT_EQ(parse_duration("250ms"), milliseconds(250));
  EXPECT_EQ(parse_duration("2h"), hours(2));
  for (const auto* wrong : {"", "10", "s", "-1s", "1.5s", "10 s", "9999999999999s"}) {
    EXPECT_EQ(parse_duration(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace tessera::app
