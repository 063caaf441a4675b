#include "endpoints/public/outbox_page.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "endpoints/public/eml.hpp"
#include "ui/public_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr std::size_t kShown = 100;

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(out).str();
}

// A mail may be written or removed while the folder is read.
std::vector<std::filesystem::path> newest_mails(const std::filesystem::path& folder) {
  std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".eml")
      found.emplace_back(entry.last_write_time(ignored), entry.path());
  }
  std::ranges::sort(found, std::greater{});
  std::vector<std::filesystem::path> paths;
  for (auto& [time, path] : found) {
    if (paths.size() < kShown) paths.push_back(std::move(path));
  }
  return paths;
}

bool is_mail_name(const std::string& name) {
  return name.ends_with(".eml") && name.find_first_of("/\\") == std::string::npos &&
         !name.starts_with('.');
}

}  // namespace

Task<http::Response> show_outbox(const Web& web, http::Request& request,
                                 const std::filesystem::path& folder) {
  ui::OutboxPage page;
  for (const auto& path : newest_mails(folder)) {
    auto mail = parse_eml(read_file(path));
    page.rows.push_back({std::move(mail.date), std::move(mail.to), std::move(mail.subject),
                         ui::SafeUrl::local("/dev/outbox/" + path.filename().string())});
  }
  co_return web.page(request, std::nullopt, page);
}

Task<http::Response> show_mail(const Web& web, http::Request& request,
                               const std::filesystem::path& folder) {
  const auto& name = request.param("name");
  std::error_code ignored;
  if (!is_mail_name(name) || !std::filesystem::is_regular_file(folder / name, ignored)) {
    co_return web.error_page(request, Error{.code = Errc::not_found, .id = "outbox.no_such_mail"});
  }
  auto mail = parse_eml(read_file(folder / name));
  co_return web.page(request, std::nullopt,
                     ui::OutboxMailPage{std::move(mail.date), std::move(mail.to),
                                        std::move(mail.subject), std::move(mail.lines)});
}

}  // namespace tessera::endpoints
