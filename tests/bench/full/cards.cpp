#include "bench/full/cards.hpp"

#include <fstream>

#include "tests/support/test_authority.hpp"

namespace tessera::bench {
namespace {

constexpr days kLife{2};

void write(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

test::CardSpec root_spec(TimePoint now) {
  auto spec = test::authority_spec("Bench cards");
  spec.not_before = now - hours{1};
  spec.not_after = now + kLife;
  spec.key = test::make_ec_key();
  return spec;
}

}  // namespace

CardAuthority::CardAuthority(const std::filesystem::path& folder)
    : folder_(folder),
      authority_(std::make_unique<test::TestAuthority>("", root_spec(SystemClock().now()))) {
  const auto now = SystemClock().now();
  std::filesystem::create_directories(folder_);
  write(folder_ / "ca.crt", authority_->pem());
  const auto list =
      authority_->make_crl({.this_update = now - hours{1}, .next_update = now + kLife});
  write(folder_ / "crl.der", as_text(list));
}

CardAuthority::~CardAuthority() = default;

app::SmartcardSetting CardAuthority::setting() const {
  return {.name = std::string(kCardRealm),
          .anchors_file = (folder_ / "ca.crt").string(),
          .identifier = "{subject.serialNumber}",
          .level = "aal3",
          .populations = {"citizen"},
          .crls = {"file:" + (folder_ / "crl.der").string()},
          .origin = "bench"};
}

std::shared_ptr<boost::asio::ssl::context> CardAuthority::issue(
    const std::string& number, const std::filesystem::path& server_ca) {
  const auto now = SystemClock().now();
  const auto card = authority_->issue(
      {.subject = {{"C", "XX"}, {"serialNumber", number}, {"CN", "Card " + number}},
       .not_before = now - hours{1},
       .not_after = now + kLife});
  namespace ssl = boost::asio::ssl;
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  context->load_verify_file(server_ca.string());
  context->set_verify_mode(ssl::verify_peer);
  context->use_certificate(boost::asio::buffer(card.pem()), ssl::context::pem);
  context->use_private_key(boost::asio::buffer(card.key_pem()), ssl::context::pem);
  return context;
}

}  // namespace tessera::bench
