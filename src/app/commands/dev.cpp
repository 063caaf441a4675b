#include "app/commands/dev.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/base/assurance.hpp>
#include <tessera/runtime/log.hpp>

#include "app/cluster/cluster.hpp"
#include "app/dev/demo.hpp"
#include "app/dev/dev_folder.hpp"
#include "app/dev/dev_settings.hpp"
#include "app/exit_code.hpp"
#include "app/node/node.hpp"
#include "app/node/signals.hpp"
#include "app/node/smartcards.hpp"
#include "store/postgres/migrate.hpp"

namespace tessera::app {
namespace fs = std::filesystem;
namespace json = boost::json;
namespace {

constexpr auto kOpenLimit = seconds(30);

int complain(const Error& error) {
  std::cerr << "tessera: " << error.text << (error.detail.empty() ? "" : " (" + error.detail + ")")
            << "\n";
  return kFailed;
}

// Tests let hours pass by it: seconds that the clock of this server is ahead.
Duration clock_offset() {
  const char* text = std::getenv("TESSERA_DEV_CLOCK_OFFSET");
  return text == nullptr ? Duration{} : seconds(std::atoll(text));
}

void migrate(Cluster& cluster, const Settings& settings) {
  store::postgres::prepare_database(cluster.postgres().url("postgres", "postgres"), "tessera");
  store::postgres::Migrator migrator(settings.text("database.owner_url"));
  if (const auto applied = migrator.up(); !applied) throw std::runtime_error(applied.error().text);
}

void write_atomically(const fs::path& path, const std::string& text) {
  const fs::path fresh = path.string() + ".new";
  fs::remove(fresh);
  const int fd = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = fd >= 0 &&
                       write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(fd) == 0;
  if (fd >= 0) close(fd);
  if (!written) throw std::runtime_error("cannot write " + path.string());
  fs::rename(fresh, path);
}

json::object read_object(const fs::path& path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return text.empty() ? json::object{} : json::parse(text).as_object();
}

std::string mtls_url(const Settings& settings) {
  for (const auto& listener : settings.listeners()) {
    if (!listener.public_url.empty()) return listener.public_url;
  }
  return {};
}

// Seeds at the first start; a later one only says where the server listens now.
json::object write_demo_json(Node& node, const DevOptions& options, const DevFolder& folder,
                             const std::string& issuer) {
  auto demo = read_object(folder.demo_json());
  if (!demo.contains("people")) {
    Demo seeder(node.rooms(), node.backends());
    node.backends().io.run_and_wait(
        0, [&]() -> Task<> { demo = co_await seeder.make({.people = options.people}); });
  }
  demo["issuer"] = issuer;
  demo["ca_file"] = folder.ca_file().string();
  demo["management"] = "http://" + node.address_of("management");
  demo["admin_socket"] = node.rooms().settings().text("management.admin_socket");
  demo["outbox"] = folder.outbox().string();
  demo["mtls"] = json::object{{"url", mtls_url(node.rooms().settings())},
                              {"certificate_file", folder.client_certificate().string()},
                              {"key_file", folder.client_key().string()}};
  demo["cards"] = json::object{{"url", card_url(node.rooms().settings())},
                               {"folder", folder.cards().string()},
                               {"make", (folder.root() / "certs" / "make-dev-cards").string()},
                               {"certificate_file", folder.card_file("crt").string()},
                               {"key_file", folder.card_file("key").string()},
                               {"pkcs12_file", folder.card_file("p12").string()}};
  write_atomically(folder.demo_json(), json::serialize(demo));
  return demo;
}

int serve_until_told(const DevOptions& options, const DevFolder& folder, Cluster& cluster,
                     const HostPort& listen) {
  auto settings = make_dev_settings(options, listen, folder, cluster);
  const auto issuer = settings.text("server.public_url");
  fs::create_directories(folder.root() / "log");
  runtime::start_log({.file = settings.text("log.file")});
  // So that the other commands work on this server too: tessera doctor --config DIR/tessera.toml
  write_atomically(folder.root() / "tessera.toml", render_settings(settings, false));
  migrate(cluster, settings);
  Node node(std::move(settings), {.clock = std::make_unique<OffsetClock>(clock_offset()),
                                  .outbox_folder = folder.outbox()});
  node.start();
  if (!node.wait_until_open(kOpenLimit)) throw std::runtime_error("not open: " + node.why());
  const auto demo = write_demo_json(node, options, folder, issuer);
  std::cout << render_demo(demo) << "\nMail is in " << issuer << "/dev/outbox, logs in "
            << (folder.root() / "log").string() << ", the development CA in "
            << folder.ca_file().string() << ";\nclients with a certificate go to "
            << mtls_url(node.rooms().settings()) << ", theirs is "
            << folder.client_certificate().string() << ".\nRoles of staff work at "
            << node.rooms().settings().text("staff.privileged_acr")
            << " here; a deployment asks for " << kAcrAal2Phr << ".\n\ntessera: ready " << issuer
            << std::endl;
  wait_for_end([&] { node.reload_certificates(); });
  node.retire();
  node.stop();
  return kOk;
}

}  // namespace

int run_dev(const DevOptions& options) {
  const auto listen = parse_listen(options.listen);
  if (!listen) {
    std::cerr << "tessera: " << listen.error().text << "\n";
    return kUsage;
  }
  block_signals();
  try {
    const auto folder = DevFolder::prepare(options.data, options.fresh);
    if (!folder) return complain(folder.error());
    crypto::SystemRandom random;
    folder->make_master_key(random);
    auto cluster = Cluster::start({.data = folder->root()});
    if (!cluster) return complain(cluster.error());
    folder->make_certificates(listen->host);
    const auto card = demo_card();
    folder->make_cards(card.number, card.name);
    return serve_until_told(options, *folder, **cluster, *listen);
  } catch (const std::exception& error) {
    std::cerr << "tessera: " << error.what() << "\n";
    return kFailed;
  }
}

}  // namespace tessera::app
