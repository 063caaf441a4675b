#include "app/commands/admin_client.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>

#include <curl/curl.h>

#include <tessera/codec/json.hpp>

#include "app/commands/admin_verbs.hpp"
#include "app/exit_code.hpp"

namespace tessera::app {
namespace {

constexpr long kTimeoutSeconds = 30;

struct AdminOptions {
  std::string output = "table";
  std::string file;
  std::string socket;
  std::string url;
  std::string token_file;
  std::string ca;
  std::vector<std::string> words;  // what is no option
};

struct Reply {
  long status = 0;
  std::string body;
  std::string error;  // of the transport
};

std::string* option_named(AdminOptions& options, std::string_view name) {
  if (name == "-o" || name == "--output") return &options.output;
  if (name == "--file") return &options.file;
  if (name == "--socket") return &options.socket;
  if (name == "--url") return &options.url;
  if (name == "--token-file") return &options.token_file;
  if (name == "--ca") return &options.ca;
  return nullptr;
}

std::optional<AdminOptions> parse_options(const std::vector<std::string>& words) {
  AdminOptions options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (auto* option = option_named(options, words[i])) {
      if (++i == words.size()) return std::nullopt;
      *option = words[i];
    } else if (words[i].starts_with('-') && words[i].size() > 1) {
      return std::nullopt;
    } else {
      options.words.push_back(words[i]);
    }
  }
  if (options.output != "json" && options.output != "table") return std::nullopt;
  return options;
}

std::string read_all(const std::string& path) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string first_line_of(const std::string& path) {
  auto text = read_all(path);
  return text.substr(0, text.find_first_of("\r\n"));
}

// Where the server of this machine listens, unless the command line says it.
std::string local_socket() {
  if (const char* named = std::getenv("TESSERA_ADMIN_SOCKET")) return named;
  const auto demo = codec::parse_json_object(read_all("var/dev/demo.json"));
  const auto* socket = demo ? codec::find_string(*demo, "admin_socket") : nullptr;
  return socket == nullptr ? std::string{} : std::string(socket->data(), socket->size());
}

std::size_t keep(const char* data, std::size_t, std::size_t size, void* body) {
  static_cast<std::string*>(body)->append(data, size);
  return size;
}

using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

Headers headers_for(const AdminOptions& options, bool with_body) {
  curl_slist* list = curl_slist_append(nullptr, "Accept: application/json");
  if (with_body) list = curl_slist_append(list, "Content-Type: application/json");
  if (!options.token_file.empty()) {
    list = curl_slist_append(
        list, ("Authorization: Bearer " + first_line_of(options.token_file)).c_str());
  }
  return {list, curl_slist_free_all};
}

Reply send(const AdminOptions& options, const std::string& socket, const AdminCall& call) {
  const Handle curl(curl_easy_init(), curl_easy_cleanup);
  const auto headers = headers_for(options, !call.body.empty());
  Reply reply;
  const auto url = (socket.empty() ? options.url : "http://localhost") + call.target;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  if (!socket.empty()) curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
  if (!options.ca.empty()) curl_easy_setopt(curl.get(), CURLOPT_CAINFO, options.ca.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, call.method.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  if (!call.body.empty()) curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, call.body.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kTimeoutSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &reply.body);
  if (const auto result = curl_easy_perform(curl.get()); result != CURLE_OK)
    reply.error = curl_easy_strerror(result);
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  return reply;
}

void print_usage(std::ostream& out, const std::string& noun) {
  out << "usage:\n";
  for (const auto& verb : admin_verbs()) {
    if (verb.noun != noun) continue;
    out << "  tessera " << noun << (verb.verb.empty() ? "" : " ") << verb.verb;
    if (verb.path.find("{id}") != std::string_view::npos) out << " ID";
    for (const auto& name : verb.positional) out << " [" << name << "]";
    out << " [name=value ...] [-o json|table]\n";
  }
}

int usage(const std::string& noun) {
  print_usage(std::cerr, noun);
  return kUsage;
}

int print(const AdminOptions& options, const Reply& reply) {
  if (!reply.error.empty()) {
    std::cerr << "the server cannot be reached: " << reply.error << "\n";
    return kFailed;
  }
  const bool good = reply.status >= 200 && reply.status < 300;
  if (!good) std::cerr << "refused (" << reply.status << ")\n";
  auto& out = good ? std::cout : std::cerr;
  if (options.output == "json")
    out << reply.body << (reply.body.empty() ? "" : "\n");
  else if (!reply.body.empty())
    out << render_table(reply.body);
  return good ? kOk : kFailed;
}

}  // namespace

const std::vector<std::pair<std::string, std::string>>& admin_nouns() {
  static const std::vector<std::pair<std::string, std::string>> kNouns{
      {"client", "clients: list, get, create, update, approve, suspend, expire, rotate-secret"},
      {"initial-access-token", "tokens to register clients with: list, create, revoke"},
      {"person", "people: list, get, reveal, suspend, activate, sessions, end-sessions"},
      {"invitation", "invitations of civil servants: list, create, revoke"},
      {"unit", "organisational units: list, get, create, rename"},
      {"role", "roles: list, permissions, get, create, update, delete"},
      {"role-grant", "role grants: list, get, create, revoke"},
      {"session", "sessions of a person: list, end"},
      {"audit-event", "events of the journal: list"},
      {"explain", "PERSON PERMISSION [UNIT]: why a person may or may not do something"},
  };
  return kNouns;
}

int run_admin_noun(const std::string& noun, const std::vector<std::string>& words) {
  if (std::ranges::count(words, "--help") + std::ranges::count(words, "-h") > 0) {
    print_usage(std::cout, noun);
    return kOk;
  }
  auto options = parse_options(words);
  if (!options) return usage(noun);
  const auto* verb = find_admin_verb(noun, "");
  if (verb == nullptr && !options->words.empty()) {
    verb = find_admin_verb(noun, options->words.front());
    options->words.erase(options->words.begin());
  }
  if (verb == nullptr) return usage(noun);
  std::optional<boost::json::object> body;
  if (!options->file.empty()) {
    auto parsed = codec::parse_json_object(read_all(options->file));
    if (!parsed) {
      std::cerr << options->file << ": is not a JSON object\n";
      return kUsage;
    }
    body = std::move(*parsed);
  }
  const auto call = make_admin_call(*verb, options->words, body);
  if (!call) return usage(noun);
  const auto socket = !options->url.empty()      ? std::string{}
                      : !options->socket.empty() ? options->socket
                                                 : local_socket();
  if (socket.empty() && options->url.empty()) {
    std::cerr
        << "name the server: --socket PATH, TESSERA_ADMIN_SOCKET, or --url URL --token-file FILE\n";
    return kUsage;
  }
  return print(*options, send(*options, socket, *call));
}

}  // namespace tessera::app
