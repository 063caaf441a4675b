#include "bench/full/place.hpp"

#include <csignal>
#include <fstream>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>

#include <tessera/crypto/random.hpp>

#include "app/commands/options.hpp"
#include "app/dev/dev_settings.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/migrate.hpp"

namespace tessera::bench {
namespace {

constexpr auto kStartLimit = minutes{1};

std::uint16_t free_port() {
  const auto listen = app::parse_listen("127.0.0.1:0");
  if (!listen || listen->port == 0) throw std::runtime_error("no free port");
  return static_cast<std::uint16_t>(listen->port);
}

template <class T>
T must(Result<T> result) {
  if (!result)
    throw std::runtime_error(result.error().id + " " + result.error().text + " " +
                             result.error().detail);
  return std::move(*result);
}

}  // namespace

Place::Place(const std::string& folder) : folder_(must(app::DevFolder::prepare(folder, true))) {
  crypto::SystemRandom random;
  folder_->make_master_key(random);
  cluster_ = must(app::Cluster::start({.data = folder_->root()}));
  folder_->make_certificates("localhost");
  cards_.emplace(folder_->root() / "bench_cards");
  choose_addresses();
  make_settings();
  store::postgres::prepare_database(cluster_->postgres().url("postgres", "postgres"), "tessera");
  store::postgres::Migrator migrator(settings_->text("database.owner_url"));
  if (const auto applied = migrator.up(); !applied) throw std::runtime_error(applied.error().text);
}

void Place::choose_addresses() {
  tls_ = {.port = free_port(), .tls = true};
  tls_.host = "localhost:" + std::to_string(tls_.port);
  tls_.origin = "https://" + tls_.host;
  plain_ = {.port = free_port(), .tls = false, .host = tls_.host, .origin = tls_.origin};
  card_reader_ = {.port = free_port(), .tls = true};
  card_reader_.host = "localhost:" + std::to_string(card_reader_.port);
  card_reader_.origin = "https://" + card_reader_.host;
  management_ = {.port = free_port(), .tls = false};
  management_.host = "127.0.0.1:" + std::to_string(management_.port);
}

// What is no listener, database or folder is the default of `tessera serve`.
void Place::make_settings() {
  app::DevOptions options;
  options.management = management_.host;
  settings_ = app::make_dev_settings(options, {.host = "localhost", .port = tls_.port}, *folder_,
                                     *cluster_);
  settings_->set("server.pseudo_locales", "false", "bench");
  settings_->set("redis.timeout", "10s",
                 "bench");  // of the filler too, which loads its threads fully
  // Tries of thousands of logins are what is measured here, and no attack that is to be slowed
  // down.
  for (const auto* limit : {"throttle.stuffing_network_logins", "throttle.stuffing_logins"})
    settings_->set(limit, "1000000000", "bench");
  auto listeners = settings_->listeners();
  for (auto& each : listeners) {
    if (!each.reads_cards()) continue;
    each.address = card_reader_.host;
    each.public_url = card_reader_.origin;
  }
  settings_->set_smartcards({cards_->setting()});
  listeners.push_back({.name = "plain",
                       .address = "127.0.0.1:" + std::to_string(plain_.port),
                       .tls = false,
                       .certificate_file = {},
                       .private_key_file = {},
                       .trusted_proxies = {"127.0.0.1/32"}});
  settings_->set_listeners(std::move(listeners));
  std::filesystem::create_directories(folder_->root() / "log");
  config_file_ = folder_->root() / "tessera.toml";
  std::ofstream(config_file_) << app::render_settings(*settings_, false);
}

Watched Place::watched(pid_t tessera) const {
  return {
      .tessera = tessera, .postgres = cluster_->postgres().pid(), .redis = cluster_->redis().pid()};
}

void Place::settle() {
  store::postgres::PgConnection owner(
      {.url = cluster_->postgres().url("postgres", "tessera"), .statement_timeout = Duration{0}});
  owner.exec_text("vacuum analyze");
  owner.exec_text("checkpoint");
}

std::string Place::superuser_url() const {
  return cluster_->postgres().url("postgres", "tessera");
}

std::size_t Place::redis_memory() const {
  return memory_of(cluster_->redis().pid());
}

ServerUnderTest::ServerUnderTest(const std::string& binary, const Place& place) {
  const auto begin = std::chrono::steady_clock::now();
  child_ = app::Child::start({.argv = {binary, "serve", "--config", place.config_file().string()},
                              .log = place.log("serve.log"),
                              .death_signal = SIGTERM});
  const auto ready = [&] { return fetch(place.management(), "/health/ready").status == 200; };
  if (!app::wait_until([&] { return !child_.running() || ready(); }, kStartLimit) ||
      !child_.running()) {
    throw std::runtime_error("tessera serve did not become ready; see " +
                             place.log("serve.log").string());
  }
  start_ms_ =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

ServerUnderTest::~ServerUnderTest() {
  child_.signal(SIGTERM);
  (void)child_.wait_for(seconds{15});
}

Answer fetch(const Target& target, std::string_view path) {
  boost::asio::io_context io(1);
  boost::asio::ssl::context tls(boost::asio::ssl::context::tls_client);
  Answer answer;
  const auto ask = [&]() -> Task<> {
    Link link(io, tls, target);
    co_await link.open();
    answer = co_await link.ask(get(target, path));
  };
  boost::asio::co_spawn(io, ask, [](std::exception_ptr) {});
  io.run();
  return answer;
}

}  // namespace tessera::bench
