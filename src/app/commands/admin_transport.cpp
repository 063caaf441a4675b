#include "app/commands/admin_transport.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include <curl/curl.h>

#include <tessera/codec/json.hpp>

namespace tessera::app {
namespace {

constexpr long kTimeoutSeconds = 30;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

std::string first_line_of(const std::string& path) {
  auto text = read_all(path);
  return text.substr(0, text.find_first_of("\r\n"));
}

// Where the server of this machine listens, unless the command line says it.
std::string local_socket() {
  if (const char* named = std::getenv("TESSERA_ADMIN_SOCKET")) return named;
  const auto demo = codec::parse_json_object(read_all("var/dev/demo.json"));
  return demo ? codec::text_of(*demo, "admin_socket") : std::string{};
}

std::size_t keep(const char* data, std::size_t, std::size_t size, void* body) {
  static_cast<std::string*>(body)->append(data, size);
  return size;
}

std::size_t keep_etag(const char* data, std::size_t, std::size_t size, void* etag) {
  const std::string_view line(data, size);
  const auto colon = line.find(':');
  if (colon == 4 && (line[0] == 'E' || line[0] == 'e') && line.substr(1, 3) == "Tag") {
    const auto from = line.find('"'), to = line.rfind('"');
    if (from != std::string_view::npos && to > from)
      *static_cast<std::string*>(etag) = line.substr(from + 1, to - from - 1);
  }
  return size;
}

}  // namespace

std::string read_all(const std::string& path) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::optional<AdminTransport> AdminTransport::find(const AdminServer& server) {
  const auto socket = !server.url.empty()      ? std::string{}
                      : !server.socket.empty() ? server.socket
                                               : local_socket();
  if (socket.empty() && server.url.empty()) {
    std::cerr << "tessera: name the server: --socket PATH, TESSERA_ADMIN_SOCKET, or --url URL "
                 "--token-file FILE\n";
    return std::nullopt;
  }
  return AdminTransport(server, socket);
}

AdminReply AdminTransport::send(
    const AdminCall& call, const std::vector<std::pair<std::string, std::string>>& headers) const {
  const Handle curl(curl_easy_init(), curl_easy_cleanup);
  curl_slist* list = curl_slist_append(nullptr, "Accept: application/json");
  const auto add = [&list](const std::string& line) {
    list = curl_slist_append(list, line.c_str());
  };
  if (!call.body.empty()) add("Content-Type: application/json");
  if (!server_.token_file.empty())
    add("Authorization: Bearer " + first_line_of(server_.token_file));
  for (const auto& [name, value] : headers) add(name + ": " + value);
  const Headers owned(list, curl_slist_free_all);
  AdminReply reply;
  const auto url = (socket_.empty() ? server_.url : "http://localhost") + call.target;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  if (!socket_.empty()) curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, socket_.c_str());
  if (!server_.ca.empty()) curl_easy_setopt(curl.get(), CURLOPT_CAINFO, server_.ca.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, call.method.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, owned.get());
  if (!call.body.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(call.body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, call.body.c_str());
  }
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kTimeoutSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &reply.body);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, keep_etag);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &reply.etag);
  if (const auto result = curl_easy_perform(curl.get()); result != CURLE_OK)
    reply.error = curl_easy_strerror(result);
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  return reply;
}

}  // namespace tessera::app
