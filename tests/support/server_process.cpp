#include "tests/support/server_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <stdexcept>

#include "app/cluster/child.hpp"

namespace tessera::test {
namespace fs = std::filesystem;
namespace {

constexpr auto kStartLimit = seconds{90};  // machines of builds are busy; speed is tested elsewhere
constexpr auto kStopLimit = seconds{60};

// Short, private to the user that runs the servers.
fs::path make_run_folder(const fs::path& folder) {
  const auto run = folder / "run";
  fs::create_directory(run);
  fs::permissions(run, fs::perms::owner_all);
  if (const auto user = run_user(); user && chown(run.c_str(), user->uid, user->gid) != 0) {
    throw std::runtime_error("cannot give away " + run.string());
  }
  return run;
}

app::ServerPlace server_place(const TempFolder& folder, const std::string& name) {
  const auto run = folder.path() / "run";
  return {.data = folder.path() / "data" / name,
          .run = fs::exists(run) ? run : make_run_folder(folder.path()),
          .log = folder.path() / (name + ".log"),
          .user = run_user()};
}

fs::path copied_seed(const TempFolder& folder) {
  Seed::instance().copy_to(folder.path() / "data");
  return folder.path() / "data";
}

void kill_and_reap(pid_t pid) {
  check_is_one_process(pid);
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

}  // namespace

DevServer::DevServer(DevSpec spec) : spec_(std::move(spec)) {
  if (spec_.port == 0) spec_.port = free_port();
}

void DevServer::start(const std::vector<std::string>& more) {
  std::vector<std::string> argv{tessera_binary(), "dev",
                                "--data",         spec_.data.string(),
                                "--listen",       "localhost:" + std::to_string(spec_.port),
                                "--people",       std::to_string(spec_.people)};
  argv.insert(argv.end(), more.begin(), more.end());
  const auto begin = std::chrono::steady_clock::now();
  program_ = std::make_unique<Program>(
      ProgramSpec{.argv = std::move(argv), .environment = spec_.environment});
  if (!program_->says("tessera: ready ", kStartLimit)) {
    throw std::runtime_error("tessera dev is not ready:\n" + program_->out() + program_->err());
  }
  took_ = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begin);
}

std::optional<int> DevServer::stop(int signal) {
  program_->signal(signal);
  return program_->wait_for(kStopLimit);
}

std::vector<pid_t> postgres_processes(const fs::path& data) {
  return app::find_leftovers("postgres", data / "postgres");
}
std::vector<pid_t> redis_processes(const fs::path& data) {
  return app::find_leftovers("redis", data / "redis");
}

std::string database_url(const fs::path& data, const std::string& user,
                         const std::string& database) {
  std::ifstream in(data / "postgres" / "postmaster.pid");
  std::string line;
  for (int i = 0; i < 5; ++i) std::getline(in, line);  // the fifth line is the socket folder
  return "host=" + line + " dbname=" + database + " user=" + user;
}

const Seed& Seed::instance() {
  static const Seed seed;
  return seed;
}

Seed::Seed() : data_(folder_.path() / "data") {
  DevServer server({.data = data_, .people = 24});
  server.start();
  if (server.stop() != 0)
    throw std::runtime_error("the seed does not stop:\n" + server.program().err());
}

void Seed::copy_to(const fs::path& data) const {
  const auto copied = run_program({.argv = {"/bin/cp", "-a", data_.string(), data.string()}});
  if (copied.code != 0) throw std::runtime_error("cannot copy the seed: " + copied.err);
}

Place::Place()
    : data_(copied_seed(folder_)),
      config_(folder_.path() / "tessera.toml"),
      postgres_(server_place(folder_, "postgres")),
      redis_(server_place(folder_, "redis")),
      demo_(read_demo(data_ / "demo.json")),
      port_(free_port()),
      management_port_(free_port()) {
  demo_.ca_file = (data_ / "certs" / "ca.crt").string();
  demo_.issuer = url();
  demo_.management = management();
  const auto outbox = folder_.path() / "outbox";
  fs::create_directory(outbox);
  if (const auto user = run_user(); user && chown(outbox.c_str(), user->uid, user->gid) != 0) {
    throw std::runtime_error("cannot give away " + outbox.string());
  }
  settings_ = {{"server.public_url", "\"" + url() + "\""},
               {"server.drain_delay", "\"0s\""},
               {"server.drain", "\"3s\""},
               {"database.url", "\"" + postgres_.url("tessera_app", "tessera") + "\""},
               {"database.owner_url", "\"" + postgres_.url("tessera_owner", "tessera") + "\""},
               {"redis.url", "\"" + redis_.url() + "\""},
               {"keys.master_key_file", "\"" + master_key().string() + "\""},
               {"mail.transport", "\"folder\""},
               {"mail.folder", "\"" + outbox.string() + "\""},
               {"mail.from", "\"no-reply@tessera.example\""},
               {"management.address", "\"127.0.0.1:" + std::to_string(management_port_) + "\""},
               {"log.file", "\"" + log_file().string() + "\""}};
}

Place::~Place() {
  node_.reset();
  redis_.stop();
  postgres_.stop();
}

void Place::start_postgres() {
  postgres_.begin();
  postgres_.await_ready(kStartLimit);
}

void Place::start_redis() {
  redis_.begin();
  redis_.await_ready(kStartLimit);
}

void Place::kill_postgres() {
  kill_and_reap(postgres_.pid());
}
void Place::kill_redis() {
  kill_and_reap(redis_.pid());
}

fs::path Place::write_config() const {
  std::string text;
  std::string section;
  for (const auto& [key, value] : settings_) {
    const auto dot = key.find('.');
    if (key.substr(0, dot) != section) {
      section = key.substr(0, dot);
      text += "\n[" + section + "]\n";
    }
    text += key.substr(dot + 1) + " = " + value + "\n";
  }
  text += "\n[[listener]]\naddress = \"localhost:" + std::to_string(port_) +
          "\"\ncertificate_file = \"" + certificate().string() + "\"\nprivate_key_file = \"" +
          private_key().string() + "\"\n";
  write_file(config_, text);
  return config_;
}

Finished Place::tool(std::vector<std::string> args,
                     std::map<std::string, std::string> environment) const {
  args.insert(args.end(), {"--config", write_config().string()});
  args.insert(args.begin(), tessera_binary());
  return run_program(
      {.argv = std::move(args), .environment = std::move(environment), .user = run_user()});
}

void Place::make_certificate(int days) const {
  const auto request = (folder_.path() / "request.pem").string();
  const auto key = private_key().string();
  const std::vector<std::vector<std::string>> steps{
      {"/usr/bin/openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
       "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
       key, "-out", request},
      {"/usr/bin/openssl", "x509", "-req", "-in", request, "-signkey", key, "-days",
       std::to_string(days), "-copy_extensions", "copy", "-out", certificate().string()}};
  for (const auto& step : steps) {
    const auto run = run_program({.argv = step, .user = run_user()});
    if (run.code != 0) throw std::runtime_error("openssl: " + run.err);
  }
  fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
}

void Place::start_node(std::map<std::string, std::string> environment) {
  node_ = std::make_unique<Program>(
      ProgramSpec{.argv = {tessera_binary(), "serve", "--config", write_config().string()},
                  .environment = std::move(environment),
                  .user = run_user()});
}

bool Place::is_ready() {
  Browser probe(management(), "");
  probe.set_timeout(seconds{5});
  return probe.get("/health/ready").status == 200;
}

bool Place::wait_ready(Duration limit) {
  return app::wait_until([this] { return is_ready() || !node_->running(); }, limit) &&
         node_->running();
}

std::optional<int> Place::stop_node(int signal) {
  node_->signal(signal);
  return node_->wait_for(kStopLimit);
}

std::unique_ptr<Browser> Place::browser() const {
  return std::make_unique<Browser>(url(), demo_.ca_file);
}

}  // namespace tessera::test
