target_link_libraries(tessera_runtime PRIVATE spdlog::spdlog prometheus-cpp::core)
