select {columns} from file({path}, Parquet)
